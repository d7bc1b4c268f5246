// What of the window is view: its words, its theme, where it stands, and what it says of link and person.
#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>

#include "common/ui/login_panel.h"
#include "common/ui/tone.h"
#include "reading_station/app/annotation_desk.h"
#include "reading_station/app/batch_signing.h"
#include "reading_station/app/critical_flow.h"
#include "reading_station/app/image_place.h"
#include "reading_station/app/main_window.h"
#include "reading_station/app/prefetch.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/app/window_state.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_page.h"

namespace rdc::station {

void MainWindow::show_link() {
  switch (connection_.link()) {
    case RouterConnection::Link::kConnected:
      link_->setText(tr("● Connected"));
      ui::set_tone(*link_, ui::Tone::kGood);
      break;
    case RouterConnection::Link::kConnecting:
      link_->setText(tr("● Connecting…"));
      ui::set_tone(*link_, ui::Tone::kAttention);
      break;
    case RouterConnection::Link::kLost:
      link_->setText(tr("● No connection: what is open can be read on; drafts are saved when it is back"));
      ui::set_tone(*link_, ui::Tone::kBad);
      break;
  }
}

void MainWindow::show_person() {
  const bool in = connection_.logged_in();
  person_->setText(in ? from(connection_.self().display_name()) : QString());
  log_out_->setVisible(in);
  show_case_count();
  critical_->retranslate();
}

void MainWindow::retranslate() {
  setWindowTitle(tr("Reading station — %1").arg(from(options_.centre_name)));
  login_->set_title(from(options_.centre_name),
                    tr("Reading station %1").arg(from(options_.machine_name).section('/', 1)));
  language_button_->setText(language_.current() == QLatin1String("en") ? QStringLiteral("中文")
                                                                       : QStringLiteral("English"));
  log_out_->setText(tr("Log out"));
  retranslate_view();
  if (stack_->currentWidget() == worklist_)
    hint_->setText(tr(
        "Enter: open   ·   Ctrl+N: next   ·   Ctrl+1…9: lists   ·   Ctrl+T: assign   ·   Ctrl+Shift+F: archive   ·   "
        "Ctrl+Shift+N: sign normal ECGs together"));
  else if (stack_->currentWidget() == reading_)
    hint_->setText(
        tr("F7: template   ·   Ctrl+J: next field   ·   Ctrl+S: save draft   ·   Ctrl+P: preview   ·   Ctrl+Enter: "
           "sign   ·   Ctrl+T: assign   ·   "
           "Ctrl+N: next study   ·   Ctrl+W: worklist"));
  else
    hint_->clear();
  if (login_problem_) show_login_problem();
  show_feed();
  show_link();
  show_person();
}

void MainWindow::use_language(const QString& name) {
  language_.use(name);
  settings_->setValue(QStringLiteral("language"), language_.current());
  model_->retranslate();
}

void MainWindow::build_view_menu() {
  auto* menu = new QMenu(view_button_);
  light_ = menu->addAction(QString());
  light_->setCheckable(true);
  light_->setChecked(theme_of(settings_->value(QStringLiteral("theme")).toString()) == Theme::kLight);
  light_->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_L);
  connect(light_, &QAction::toggled, this, [this](bool light) { use_theme(light ? Theme::kLight : Theme::kDark); });
  apart_ = menu->addAction(QString());
  apart_->setCheckable(true);
  apart_->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_I);
  connect(apart_, &QAction::toggled, this, [this](bool apart) { image_place_->set_wanted(apart); });
  connect(image_place_, &ImagePlace::changed, this, &MainWindow::show_image_place);
  view_button_->setMenu(menu);
  // A menu's own keys work only while it is open.
  addActions({light_, apart_});
  show_image_place();
}

void MainWindow::show_image_place() {
  const QSignalBlocker quiet(apart_);
  apart_->setChecked(image_place_->wanted());
  apart_->setEnabled(image_place_->possible());
  apart_->setText(image_place_->possible() ? tr("Images on the other screen")
                                           : tr("Images on the other screen (there is one screen only)"));
}

void MainWindow::retranslate_view() {
  view_button_->setText(tr("View"));
  view_button_->setToolTip(tr("Light or dark, and where the images are"));
  light_->setText(tr("Light theme"));
  image_place_->retranslate();
  show_image_place();
}

void MainWindow::use_theme(Theme theme) {
  settings_->setValue(QStringLiteral("theme"), name_of(theme));
  apply_theme(*qApp, theme);
}

// What the station's disk held and could not be read, and what may be fetched while nobody waits.
void MainWindow::wire_desk() {
  connect(&reading_->desk(), &ReportDesk::kept_set_aside, this, &MainWindow::tell_set_aside);
  connect(&reading_->annotations(), &AnnotationDesk::draft_set_aside, this, &MainWindow::tell_set_aside);
  connect(batch_, &BatchSigning::kept_set_aside, this, &MainWindow::tell_set_aside);
  connect(worklist_, &WorklistPage::rows_changed, this, &MainWindow::want_ahead);
  connect(reading_, &ReadingPage::study_changed, this, &MainWindow::want_ahead);
  connect(&connection_, &RouterConnection::link_changed, this, [this](RouterConnection::Link link) {
    link == RouterConnection::Link::kConnected ? want_ahead() : prefetch_->stop();
  });
}

void MainWindow::want_ahead() {
  if (!connection_.logged_in() || connection_.link() != RouterConnection::Link::kConnected) return;
  QStringList studies;
  for (const QString& id : worklist_->next_items(Prefetch::kMostStudies, reading_->item_id())) {
    if (const v1::WorklistItem* item = model_->find(id)) studies << from(item->study_id());
  }
  prefetch_->want(studies);
}

void MainWindow::tell_set_aside(const QString& file) {
  auto* box = new QMessageBox(QMessageBox::Warning, tr("Text that cannot be read"),
                              tr("What you typed or drew for this study and had not sent was kept on this station, but "
                                 "cannot be read: it is damaged, or the centre's key has changed. Nothing was deleted. "
                                 "It is set aside in\n%1\nTell the administrator before you write it anew.")
                                  .arg(file),
                              QMessageBox::Ok, this);
  box->setObjectName(QStringLiteral("set_aside_dialog"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  reading_->close();
  image_place_->save();
  save_window_state(*this, *settings_);
  worklist_->save_state(*settings_);
  QMainWindow::closeEvent(event);
}

}  // namespace rdc::station
