#include "reading_station/app/viewer_desk.h"

#include <algorithm>

#include <QApplication>
#include <QDir>
#include <QWindow>

#include "reading_station/app/memory_folder.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/viewer/documents/document_pane.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/test_page/greyscale_page.h"

namespace rdc::station {

ViewerDesk::ViewerDesk(StudyViewer& viewer, ObjectCache& objects, StudyClient& studies, QSettings& settings,
                       const std::filesystem::path& data, QObject* parent)
    : QObject(parent), viewer_(viewer), objects_(objects), studies_(studies), calibrations_(settings) {
  viewer_.use_settings(settings, QDir(QString::fromStdString((data / "hanging").string())));
  viewer_.documents().use_folder(QString::fromStdString(memory_folder(data, "documents").string()));
  // Asked for each time: the window may have moved to the other monitor.
  viewer_.set_calibration(
      [this] { return viewer_.screen() == nullptr ? std::nullopt : calibrations_.find(*viewer_.screen()); });
  connect(&viewer_, &StudyViewer::calibration_wanted, this, &ViewerDesk::calibrate);
  connect(&viewer_, &StudyViewer::test_page_wanted, this, &ViewerDesk::show_test_page);
  connect(&viewer_, &StudyViewer::full_screen_wanted, this, [this] {
    QWidget* window = viewer_.window();
    window->setWindowState(window->windowState() ^ Qt::WindowFullScreen);
  });
}

void ViewerDesk::calibrate() {
  auto* dialog = new ui::CalibrationDialog(&viewer_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ui::CalibrationDialog::calibrated, this, [this, dialog](double pixels_per_mm) {
    if (dialog->screen() != nullptr) calibrations_.save(*dialog->screen(), pixels_per_mm);
    viewer_.run_action(QStringLiteral("true_size"));
  });
  dialog->open();
}

void ViewerDesk::show_test_page() {
  auto* page = new GreyscalePage;
  page->setAttribute(Qt::WA_DeleteOnClose);
  connect(this, &QObject::destroyed, page, &QObject::deleteLater);
  // On the monitor the images are on: that is the one to judge.
  page->setGeometry(viewer_.screen()->geometry());
  page->showFullScreen();
}

void ViewerDesk::hang_prior(const v1::GetStudyReply& open, const v1::ListPriorsReply& priors) {
  const auto& modalities = open.study().modalities();
  const auto fits = [&](const v1::StudySummary& prior) {
    const auto& its = prior.modalities();
    return std::any_of(its.begin(), its.end(), [&](const std::string& one) {
      return one != "ECG" && std::find(modalities.begin(), modalities.end(), one) != modalities.end();
    });
  };
  const auto prior = std::find_if(priors.studies().begin(), priors.studies().end(), fits);
  if (prior == priors.studies().end()) return;
  const QString prior_id = from(prior->study_id());
  studies_.get_study(prior_id, [this, mine = ++generation_, prior_id](const Result<v1::GetStudyReply>& study) {
    if (mine != generation_ || !study) return;
    const StudyContent content = study_content(*study);
    for (const SeriesContent& series : content.series)
      for (const InstanceContent& instance : series.instances) objects_.assign(instance.sha256, prior_id);
    viewer_.add_prior(content);
  });
}

}  // namespace rdc::station
