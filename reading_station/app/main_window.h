// The station's window: log-in, then the worklist, then the study being read; who and what is connected below.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <QMainWindow>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "rdc/v1/study.pb.h"
#include "reading_station/app/accessible_names.h"
#include "reading_station/app/language.h"
#include "reading_station/app/theme.h"
#include "reading_station/session/router_connection.h"
#include "reading_station/worklist/emergency_notice.h"

class QAction;
class QLabel;
class QPushButton;
class QSettings;
class QStackedWidget;
class QSystemTrayIcon;

namespace rdc::ui {
class AlarmSound;
class LoginPanel;
}  // namespace rdc::ui

namespace rdc::station {

class ArchivePage;
class BatchPage;
class BatchSigning;
class CaseFlow;
class CriticalFlow;
class ImagePlace;
class ObjectCache;
class Prefetch;
class ReadingPage;
class WorklistFeed;
class WorklistFlow;
class WorklistModel;
class WorklistPage;

struct WindowOptions {
  std::string centre_name;
  std::string machine_name;
  std::string centre_pem;      // the centre's certificate: what signatures are checked against
  std::filesystem::path data;  // of this station: settings, the cache, drafts
  quint64 cache_bytes = 4ULL << 30;
  QString user_name{};  // filled in at log-in
};

// GUI thread only. Borrows connection, language, clock and ids.
class MainWindow final : public QMainWindow {
  Q_OBJECT
 public:
  MainWindow(WindowOptions options, RouterConnection& connection, Language& language, const base::Clock& clock,
             base::IdGenerator& ids);
  ~MainWindow() override;

  WorklistModel& worklist() { return *model_; }
  ReadingPage& reading() { return *reading_; }
  CaseFlow& cases() { return *cases_; }
  CriticalFlow& critical() { return *critical_; }
  // "zh_CN" or "en", remembered.
  void use_language(const QString& name);
  // Of the whole program, remembered.
  void use_theme(Theme theme);
  ImagePlace& image_place() { return *image_place_; }
  Prefetch& prefetch() { return *prefetch_; }

 Q_SIGNALS:
  // The person may work: logged in, and past the initial password.
  void ready_to_read();

 protected:
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  void build();
  void build_status_bar();
  void build_view_menu();
  void wire_connection();
  void wire_pages();
  void wire_desk();
  void enter();
  void leave(const std::optional<Error>& why);
  void ask_new_password();
  void open_item(const QString& item_id);
  void open_next();
  // An emergency has come: a sound, a notice of the desktop, and a line below.
  void tell_emergencies(const std::vector<v1::WorklistItem>& news);
  // A notice of the desktop, where it has a place for them.
  void tell_tray(const QString& sentence);
  void open_study(const QString& study_id);
  void show_cases();
  void wire_critical();
  void show_register();
  void show_case_count();
  void show_batch();
  void show_worklist();
  void leave_study();
  void show_archive();
  void view_archived(const v1::StudySummary& study);
  void show_login_problem();
  void show_feed();
  void resume();
  void show_link();
  void show_person();
  void retranslate();
  void retranslate_view();
  void show_image_place();
  void want_ahead();
  void tell_set_aside(const QString& file);

  const WindowOptions options_;
  RouterConnection& connection_;
  Language& language_;
  AccessibleNames names_;
  std::unique_ptr<QSettings> settings_;
  WorklistModel* model_;
  WorklistFeed* feed_;
  ObjectCache* objects_;
  QStackedWidget* stack_;
  ui::LoginPanel* login_;
  WorklistPage* worklist_;
  ReadingPage* reading_;
  ArchivePage* archive_;
  WorklistFlow* flow_;
  CaseFlow* cases_;
  CriticalFlow* critical_;
  BatchSigning* batch_;
  BatchPage* batch_page_;
  QLabel* link_;
  QLabel* person_;
  QLabel* hint_;
  QPushButton* language_button_;
  QPushButton* log_out_;
  QPushButton* cases_button_;
  QPushButton* view_button_;
  QAction* light_ = nullptr;
  QAction* apart_ = nullptr;
  ImagePlace* image_place_ = nullptr;
  Prefetch* prefetch_ = nullptr;
  EmergencyNotice emergencies_;
  bool emergencies_begun_ = false;
  ui::AlarmSound* sound_;
  QSystemTrayIcon* tray_ = nullptr;  // where the desktop has one
  QString wanted_study_;             // to be opened as soon as the worklist knows it
  // Shown at log-in, and at the worklist while it is not live; kept as errors so that the language can change.
  std::optional<Error> login_problem_;
  std::optional<Error> feed_problem_;
  // What the reader had open when the router ended the session: they are brought back to it.
  struct Interrupted {
    std::string user_id;
    QString item_id;
  };
  std::optional<Interrupted> interrupted_;
  std::string reader_id_;  // of the last login, still known when it has ended
};

}  // namespace rdc::station
