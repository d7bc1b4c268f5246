-- Whose work an item is: drafts, preliminary reports, returns to their author, assignments; and the archive by patient.

-- Of the item as it stands, each '' or 0 while there is none. draft_*: who saved the report's newest revision, while that
-- is a draft. preliminary_*: who wrote the newest signed revision, while that is preliminary. returned_*: a return that no
-- signature has answered yet.
ALTER TABLE worklist_item ADD COLUMN draft_user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN draft_name TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN preliminary_user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN preliminary_name TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN returned_to TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN returned_to_name TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN returned_by TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN returned_by_name TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN returned_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE worklist_item ADD COLUMN assigned_to TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN assigned_to_name TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN assigned_by TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN assigned_by_name TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist_item ADD COLUMN assigned_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE worklist_item ADD COLUMN assignment_note TEXT NOT NULL DEFAULT '';
CREATE INDEX worklist_draft ON worklist_item (draft_user_id) WHERE draft_user_id > '';

-- What was there before.
UPDATE worklist_item SET draft_user_id = COALESCE((
  SELECT CASE WHEN v.status = 1 THEN v.saved_by ELSE '' END
  FROM report_revision v JOIN report r ON r.report_id = v.report_id JOIN study s ON s.study_id = r.study_id
  WHERE s.study_key = worklist_item.study_key ORDER BY v.ordinal DESC LIMIT 1), '');
UPDATE worklist_item SET draft_name = COALESCE((
  SELECT a.display_name FROM account a WHERE a.user_id = worklist_item.draft_user_id), '')
WHERE draft_user_id > '';
UPDATE worklist_item SET preliminary_user_id = COALESCE((
  SELECT v.author_user_id
  FROM report_revision v JOIN report r ON r.report_id = v.report_id JOIN study s ON s.study_id = r.study_id
  WHERE s.study_key = worklist_item.study_key AND v.status > 1 ORDER BY v.ordinal DESC LIMIT 1), '')
WHERE status = 3;
UPDATE worklist_item SET preliminary_name = COALESCE((
  SELECT a.display_name FROM account a WHERE a.user_id = worklist_item.preliminary_user_id), '')
WHERE preliminary_user_id > '';

-- Preliminary revisions that a reviewer gave back to their author, with what they wrote. Never changed.
CREATE TABLE report_return (
  return_id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES report (report_id),
  revision_id TEXT NOT NULL REFERENCES report_revision (revision_id),
  returned_by TEXT NOT NULL,
  returned_by_name TEXT NOT NULL,
  returned_to TEXT NOT NULL,
  returned_to_name TEXT NOT NULL,
  comments TEXT NOT NULL,
  returned_at BIGINT NOT NULL
);
CREATE INDEX report_return_of_report ON report_return (report_id, returned_at);

-- Who gave what to whom. assigned_to '': the assignment was lifted. Never changed.
CREATE TABLE worklist_assignment (
  assignment_id TEXT PRIMARY KEY,
  item_id TEXT NOT NULL REFERENCES worklist_item (item_id),
  assigned_to TEXT NOT NULL,
  assigned_by TEXT NOT NULL,
  note TEXT NOT NULL,
  assigned_at BIGINT NOT NULL
);
CREATE INDEX worklist_assignment_of_item ON worklist_assignment (item_id, assigned_at);

-- Searched by people, one study a row: small beside the instances.
CREATE INDEX study_by_patient_id ON study (patient_id);
CREATE INDEX study_by_accession ON study (accession_number) WHERE accession_number > '';
CREATE INDEX study_by_name ON study (LOWER(patient_name));
