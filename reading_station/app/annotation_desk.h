// A study's annotations between viewer, this station's disk and the archive. What a reader draws is a draft on the disk
// at once (so a crash costs nothing), becomes presentation state, measurement report and key object selection in the
// archive when the study is left or its report signed, and is there again wherever the study is opened.
#pragma once

#include <QObject>
#include <QSet>
#include <QTimer>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "common/base/random.h"
#include "reading_station/session/router_connection.h"
#include "reading_station/session/study_client.h"
#include "reading_station/viewer/annotation_files.h"
#include "reading_station/viewer/object_source.h"
#include "reading_station/viewer/study_viewer.h"

namespace rdc::station {

// GUI thread only; the disk is touched elsewhere. Borrows everything.
class AnnotationDesk final : public QObject {
  Q_OBJECT
 public:
  AnnotationDesk(RouterConnection& connection, ObjectSource& objects, StudyViewer& viewer, std::filesystem::path drafts,
                 const base::Clock& clock, QObject* parent = nullptr);
  ~AnnotationDesk() override;

  // After the viewer opened it: fetches what was saved with the study, and the reader's draft.
  void open(const v1::GetStudyReply& study);
  // Saves what is unsaved, and forgets the study. The viewer still shows it.
  void close();
  // Into the archive, if anything was changed since it came from there. The draft goes when the archive has it.
  void save();

  bool is_unsaved() const { return unsaved_; }
  // The study's measurements, for the report.
  MeasurementList measurements() const { return viewer_.annotations().measurements(); }

 Q_SIGNALS:
  void loaded();            // saved annotations are shown
  void saved(int objects);  // in the archive
  // Not in the archive, or (MARKS_NOT_KEPT) not even on this disk. What is kept is tried again when the link comes
  // back, when the report is signed, when the study is left or opened.
  void save_failed(const rdc::Error& error);
  void draft_kept();
  // A draft that cannot be read; nothing was deleted: it is in this file.
  void draft_set_aside(const QString& file);

 private:
  struct Study;
  void note_images();
  void object_arrived(const QString& sha256, const StoredObjectPtr& object);
  bool know_identity();
  void show_when_complete();
  void keep_draft();
  void send(std::shared_ptr<Study> study, std::shared_ptr<const AnnotationObjects> objects, int sent);
  AnnotationWork work() const;
  QString author() const;

  RouterConnection& connection_;
  ObjectSource& objects_;
  StudyViewer& viewer_;
  StudyClient studies_;
  const std::filesystem::path drafts_;
  const base::Clock& clock_;
  base::SystemRandom random_;
  std::shared_ptr<Study> study_;
  QTimer draft_timer_;
  bool loading_ = false;
  bool unsaved_ = false;
};

}  // namespace rdc::station
