#include "reading_station/app/main_window.h"

#include <utility>

#include <QCloseEvent>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QSystemTrayIcon>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include "common/ui/alarm_sound.h"
#include "common/ui/elided_label.h"
#include "common/ui/login_panel.h"
#include "common/ui/secret_dialog.h"
#include "common/ui/tone.h"
#include "reading_station/alert/cases_page.h"
#include "reading_station/app/batch_page.h"
#include "reading_station/app/case_flow.h"
#include "reading_station/app/critical_flow.h"
#include "reading_station/app/image_place.h"
#include "reading_station/app/prefetch.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/app/window_state.h"
#include "reading_station/app/worklist_flow.h"
#include "reading_station/session/draft_file.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/session/worklist_feed.h"
#include "reading_station/worklist/archive_page.h"
#include "reading_station/worklist/worklist_page.h"

namespace rdc::station {
namespace {

constexpr int kEmergencySoundMs = 4000;  // two periods of the alarm: heard, not borne

}  // namespace

MainWindow::MainWindow(WindowOptions options, RouterConnection& connection, Language& language,
                       const base::Clock& clock, base::IdGenerator& ids)
    : options_(std::move(options)),
      connection_(connection),
      language_(language),
      settings_(std::make_unique<QSettings>(from((options_.data / "station.ini").string()), QSettings::IniFormat)),
      model_(new WorklistModel(clock, this)),
      feed_(new WorklistFeed(connection.calls(), this)),
      objects_(new ObjectCache(connection.calls(), options_.data / "cache", options_.cache_bytes, this)),
      stack_(new QStackedWidget(this)),
      login_(new ui::LoginPanel(stack_)),
      worklist_(new WorklistPage(*model_, stack_)),
      reading_(
          new ReadingPage(connection, *objects_, {options_.data, options_.centre_pem, *settings_}, clock, ids, stack_)),
      archive_(new ArchivePage(clock, stack_)),
      flow_(new WorklistFlow(connection, *model_, *archive_, ids, this)),
      cases_(new CaseFlow(connection, *reading_, clock, ids, from(options_.centre_name), this)),
      critical_(new CriticalFlow(connection, *reading_, clock, ids, this)),
      batch_(new BatchSigning(connection, options_.data, clock, ids, this)),
      batch_page_(new BatchPage(*batch_, *settings_, stack_)),
      link_(new ui::ElidedLabel(this)),
      person_(new QLabel(this)),
      hint_(new ui::ElidedLabel(this)),
      language_button_(new QPushButton(this)),
      log_out_(new QPushButton(this)),
      cases_button_(new QPushButton(this)),
      view_button_(new QPushButton(this)),
      sound_(new ui::AlarmSound(this)) {
  setObjectName(QStringLiteral("main_window"));
  build();
  build_status_bar();
  wire_connection();
  wire_pages();
  wire_critical();
  image_place_->restore();
  retranslate();
}

// The pages first: the viewer takes back what it still waits for from the cache, which would be gone before them.
MainWindow::~MainWindow() {
  delete critical_;
  delete image_place_;
  delete cases_;
  delete flow_;
  delete batch_page_;
  delete batch_;
  delete stack_;
}

void MainWindow::build() {
  stack_->setObjectName(QStringLiteral("main_stack"));
  for (QWidget* page :
       {static_cast<QWidget*>(login_), static_cast<QWidget*>(worklist_), static_cast<QWidget*>(reading_),
        static_cast<QWidget*>(archive_), static_cast<QWidget*>(cases_->page()), static_cast<QWidget*>(batch_page_)}) {
    stack_->addWidget(page);
  }
  auto* centre = new QWidget(this);
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(stack_, 1);
  setCentralWidget(centre);
  resize(1680, 1000);
  restore_window_state(*this, *settings_);
  worklist_->restore_state(*settings_);
  image_place_ = new ImagePlace(*this, *reading_->splitter(), *reading_->splitter()->widget(0), *settings_);
  prefetch_ = new Prefetch(connection_.calls(), *objects_, this);
  login_->set_user_name(options_.user_name.isEmpty() ? settings_->value(QStringLiteral("user")).toString()
                                                     : options_.user_name);
}

void MainWindow::build_status_bar() {
  link_->setObjectName(QStringLiteral("status_link"));
  person_->setObjectName(QStringLiteral("status_person"));
  hint_->setObjectName(QStringLiteral("status_hint"));
  language_button_->setObjectName(QStringLiteral("status_language"));
  log_out_->setObjectName(QStringLiteral("status_log_out"));
  cases_button_->setObjectName(QStringLiteral("status_cases"));
  view_button_->setObjectName(QStringLiteral("status_view"));
  for (QPushButton* button : {language_button_, log_out_, cases_button_, view_button_}) {
    button->setFlat(true);
    button->setFocusPolicy(Qt::NoFocus);
  }
  statusBar()->addWidget(link_);
  // What is left over is the hint's: what the connection is like goes first.
  hint_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  statusBar()->addWidget(hint_, 1);
  statusBar()->addPermanentWidget(cases_button_);
  statusBar()->addPermanentWidget(person_);
  statusBar()->addPermanentWidget(view_button_);
  statusBar()->addPermanentWidget(language_button_);
  statusBar()->addPermanentWidget(log_out_);
  statusBar()->setSizeGripEnabled(false);
  build_view_menu();
  connect(language_button_, &QPushButton::clicked, this, [this] {
    use_language(language_.current() == QLatin1String("en") ? QStringLiteral("zh_CN") : QStringLiteral("en"));
  });
  connect(cases_button_, &QPushButton::clicked, this, &MainWindow::show_cases);
  connect(new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_N, this), &QShortcut::activated, this, &MainWindow::show_batch);
  connect(batch_page_, &BatchPage::close_requested, this, &MainWindow::show_worklist);
  connect(new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_F, this), &QShortcut::activated, this,
          &MainWindow::show_archive);
  connect(new QShortcut(Qt::CTRL | Qt::Key_N, this), &QShortcut::activated, this, &MainWindow::open_next);
  connect(new QShortcut(Qt::CTRL | Qt::Key_E, this), &QShortcut::activated, this, &MainWindow::show_cases);
  connect(new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_B, this), &QShortcut::activated, cases_, &CaseFlow::show_board);
  connect(log_out_, &QPushButton::clicked, this, [this] {
    reading_->close();
    connection_.log_out();
  });
}

void MainWindow::wire_connection() {
  connect(login_, &ui::LoginPanel::login_requested, this, [this](const QString& name, const QString& password) {
    login_problem_.reset();
    login_->set_busy(true);
    connection_.log_in(name, password);
  });
  connect(&connection_, &RouterConnection::link_changed, this, &MainWindow::show_link);
  connect(&connection_, &RouterConnection::login_failed, this, [this](const Error& error) {
    login_->set_busy(false);
    login_problem_ = error;
    show_login_problem();
  });
  connect(&connection_, &RouterConnection::login_succeeded, this, [this] {
    login_->set_busy(false);
    settings_->setValue(QStringLiteral("user"), from(connection_.self().user_name()));
    if (connection_.self().must_change_password()) return ask_new_password();
    enter();
  });
  connect(&connection_, &RouterConnection::session_ended, this, &MainWindow::leave);
}

void MainWindow::wire_pages() {
  connect(feed_, &WorklistFeed::listed, model_, &WorklistModel::replace);
  connect(feed_, &WorklistFeed::changed, model_, &WorklistModel::apply);
  // The first list of a session is what the reader begins with; a later one came after a cut.
  connect(feed_, &WorklistFeed::listed, this, [this](const std::vector<v1::WorklistItem>& items) {
    if (!std::exchange(emergencies_begun_, true)) return emergencies_.begin(items);
    tell_emergencies(emergencies_.news(items));
  });
  connect(feed_, &WorklistFeed::changed, this,
          [this](const std::vector<v1::WorklistItem>& items) { tell_emergencies(emergencies_.news(items)); });
  connect(feed_, &WorklistFeed::listed, this, [this] {
    worklist_->set_listed(true);
    resume();
  });
  connect(feed_, &WorklistFeed::live_changed, this, [this](bool live, const std::optional<Error>& why) {
    feed_problem_ = live ? std::nullopt : why;
    show_feed();
  });
  connect(worklist_, &WorklistPage::refresh_requested, feed_, &WorklistFeed::refresh);
  connect(worklist_, &WorklistPage::open_requested, this, &MainWindow::open_item);
  connect(worklist_, &WorklistPage::assign_requested, flow_,
          [this](const QString& item_id) { flow_->assign(item_id); });
  connect(worklist_, &WorklistPage::archive_requested, this, &MainWindow::show_archive);
  connect(archive_, &ArchivePage::open_requested, this, &MainWindow::view_archived);
  connect(archive_, &ArchivePage::close_requested, this, &MainWindow::show_worklist);
  connect(reading_, &ReadingPage::close_requested, this, &MainWindow::leave_study);
  connect(reading_, &ReadingPage::report_returned, this,
          [this] { hint_->setText(tr("The report is returned to its author.")); });
  connect(reading_, &ReadingPage::assign_requested, this, [this](const QString& item_id) {
    flow_->assign(item_id, [this](auto go_on) { reading_->settle_draft(std::move(go_on)); });
  });
  connect(flow_, &WorklistFlow::assigned, this, [this](const v1::WorklistItem& item) {
    reading_->assigned(item);
    if (item.has_assigned_to())
      hint_->setText(tr("The study is assigned to %1.").arg(from(item.assigned_to().display_name())));
  });
  connect(reading_, &ReadingPage::study_changed, cases_, &CaseFlow::study_shown);
  connect(reading_, &ReadingPage::study_changed, this, [this] { image_place_->set_caption(reading_->whose()); });
  wire_desk();
  connect(&reading_->desk(), &ReportDesk::closed_text_not_kept, this, [this] {
    hint_->setText(tr("The last words of the report you closed are not on this station's disk: open it and look."));
  });
  connect(cases_, &CaseFlow::study_wanted, this, &MainWindow::open_study);
  connect(cases_, &CaseFlow::page_wanted, this, &MainWindow::show_cases);
  connect(cases_->page(), &CasesPage::back_wanted, this, &MainWindow::show_worklist);
  connect(&cases_->desk(), &AlertDesk::sounding_changed, this, &MainWindow::show_case_count);
  const auto arrived = [this] {
    if (!wanted_study_.isEmpty()) open_study(wanted_study_);
  };
  connect(feed_, &WorklistFeed::listed, this, arrived);
  connect(feed_, &WorklistFeed::changed, this, arrived);
}

void MainWindow::ask_new_password() {
  auto* dialog = new ui::SecretDialog(ui::SecretDialog::Kind::kChangePassword, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->set_explanation([] {
    return tr("Choose a password of your own: at least 10 characters. The initial one is known to the administrator.");
  });
  connect(dialog, &ui::SecretDialog::secrets_given, this,
          [this, dialog](const QString& current, const QString& secret) {
            dialog->set_busy(true);
            connection_.change_password(current, secret);
          });
  connect(&connection_, &RouterConnection::password_changed, dialog, [this, dialog] {
    dialog->accept();
    enter();
  });
  connect(&connection_, &RouterConnection::password_refused, dialog, [dialog](const Error& error) {
    dialog->set_busy(false);
    dialog->show_error([error] { return error_text(error); });
  });
  connect(dialog, &QDialog::rejected, this, [this] { connection_.log_out(); });
  dialog->open();
}

void MainWindow::enter() {
  reader_id_ = connection_.self().user_id();
  login_problem_.reset();
  login_->reset();
  show_person();
  // What an earlier version left in the clear, before anything of it is looked for.
  connection_.calls().background(
      [folder = options_.data / "drafts", key = connection_.calls().disk_keys().cache] {
        seal_plain_drafts(folder, key);
        return true;
      },
      [](bool) {});
  image_place_->set_in_use(true);
  worklist_->set_listed(false);
  feed_->start();
  cases_->start();
  critical_->start();
  settings_->value(QStringLiteral("list")).toString() == QLatin1String("cases") ? show_cases() : show_worklist();
  Q_EMIT ready_to_read();
}

void MainWindow::leave(const std::optional<Error>& why) {
  if (why && !reading_->item_id().isEmpty()) interrupted_ = Interrupted{reader_id_, reading_->item_id()};
  feed_->stop();
  cases_->stop();
  critical_->stop();
  batch_->stop();
  flow_->stop();
  prefetch_->stop();
  image_place_->set_in_use(false);
  sound_->stop();
  emergencies_.clear();
  emergencies_begun_ = false;
  wanted_study_.clear();
  reading_->close();
  model_->clear();
  // Dialogs of the session end with it: a PIN must not be asked for over the log-in.
  for (auto* dialog : findChildren<QDialog*>()) dialog->close();
  login_->reset();
  login_problem_ = why;
  show_login_problem();
  stack_->setCurrentWidget(login_);
  retranslate();
}

void MainWindow::show_login_problem() {
  if (!login_problem_) return login_->show_error({});
  QString sentence = error_text(*login_problem_);
  if (interrupted_) sentence += QLatin1Char(' ') + tr("Your text is kept; you will be brought back to it.");
  login_->show_error(sentence);
}

void MainWindow::show_feed() { worklist_->set_notice(feed_problem_ ? error_text(*feed_problem_) : QString()); }

void MainWindow::resume() {
  const auto before = std::exchange(interrupted_, std::nullopt);
  if (before && before->user_id == reader_id_ && !reading_->has_study()) open_item(before->item_id);
}

void MainWindow::tell_emergencies(const std::vector<v1::WorklistItem>& news) {
  if (news.empty()) return;
  sound_->start();
  QTimer::singleShot(kEmergencySoundMs, sound_, &ui::AlarmSound::stop);
  QApplication::alert(this);
  const QString sentence = tr("Emergency: %1, %2. Ctrl+N takes the most urgent.")
                               .arg(from(news.front().site_name()), from(news.front().study_description()));
  hint_->setText(sentence);
  tell_tray(sentence);
}

void MainWindow::tell_tray(const QString& sentence) {
  if (!QSystemTrayIcon::isSystemTrayAvailable()) return;
  if (tray_ == nullptr) {
    tray_ = new QSystemTrayIcon(style()->standardIcon(QStyle::SP_MessageBoxWarning), this);
    connect(tray_, &QSystemTrayIcon::messageClicked, this, &QWidget::activateWindow);
  }
  tray_->show();
  tray_->showMessage(windowTitle(), sentence, QSystemTrayIcon::Warning);
}

}  // namespace rdc::station
