// What the viewer needs of the program around it: settings, the screen's calibration, full screen, the test page, and
// the earlier study that hangs beside the open one.
#pragma once

#include <filesystem>

#include <QObject>

#include "common/ui/screen_calibration.h"
#include "rdc/v1/study.pb.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/session/study_client.h"

namespace rdc::station {

class StudyViewer;

// GUI thread only. Borrows what it is given.
class ViewerDesk final : public QObject {
  Q_OBJECT
 public:
  // data: of this station; hanging protocols of its own are in hanging/.
  ViewerDesk(StudyViewer& viewer, ObjectCache& objects, StudyClient& studies, QSettings& settings,
             const std::filesystem::path& data, QObject* parent = nullptr);

  // Fetches the newest earlier study with a modality of the open one, and adds it to the viewer. One that cannot be had
  // leaves the study as it is: the list of priors still names it.
  void hang_prior(const v1::GetStudyReply& open, const v1::ListPriorsReply& priors);
  // Answers still on their way belong to nothing any more.
  void forget() { ++generation_; }

 private:
  void calibrate();
  void show_test_page();

  StudyViewer& viewer_;
  ObjectCache& objects_;
  StudyClient& studies_;
  ui::ScreenCalibrations calibrations_;
  quint64 generation_ = 0;
};

}  // namespace rdc::station
