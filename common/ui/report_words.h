// The words a report prints around what the reader wrote, in the report's language.
#pragma once

#include <string>

#include <QString>

#include "rdc/v1/report.pb.h"

namespace rdc::ui {

struct ReportPicture;

struct ReportWords {
  QString colon, gap, list_gap;  // after a label; between values on one line; between parts of a caption
  QString imaging_title, ecg_title;
  QString name, sex, age, patient_id, birth_date, accession, study_time, examination, modality, site, report_number;
  QString history, findings, impression, no_text;
  QString findings_ecg, impression_ecg;
  QString positive, negative, conclusion;
  QString author, signer, signed_at, revision, status, amendment, read, read_summary, read_digest, digest_note;
  QString preliminary_note, signature_note, draft_mark, cancelled_mark, page, tracing;
  QString key_images, figure, series_word, image_number, window, inverted, part, not_for_measuring, picture_missing;
  QString draft, preliminary, final, amended, cancelled;
};

// language: "zh_CN" or "en"; anything else is read as "zh_CN".
ReportWords words_for(const std::string& language);
QString sex_word(const std::string& dicom_sex, const std::string& language);
// "045Y" -> "45岁" / "45 y"; "" stays "".
QString age_word(const std::string& dicom_age, const std::string& language);
// "Figure 1: series 3 Lung, image 45 of 120, level -600, width 1500 HU".
QString picture_caption(const ReportPicture& picture, int number, const ReportWords& words);
QString status_word(v1::ReportStatus status, const ReportWords& words);

}  // namespace rdc::ui
