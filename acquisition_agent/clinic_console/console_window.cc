#include "acquisition_agent/clinic_console/console_window.h"

#include <google/protobuf/util/time_util.h>
#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLibraryInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include "acquisition_agent/clinic_console/answer_panel.h"
#include "acquisition_agent/clinic_console/case_panel.h"
#include "acquisition_agent/clinic_console/correction_dialog.h"
#include "acquisition_agent/clinic_console/critical_panel.h"
#include "acquisition_agent/clinic_console/link_bar.h"
#include "acquisition_agent/clinic_console/warning_panel.h"
#include "common/ui/named.h"

namespace rdc::console {
namespace {

constexpr int kNoticeMs = 15'000;
// A trembling finger is one press.
constexpr int kPressPauseMs = 3'000;
// The agent speaks every second: after so long without a word it hangs.
constexpr int kSilenceMs = 5'000;
constexpr const char* kOperatorSetting = "operator";
constexpr const char* kLanguageSetting = "language";

// Clinics have small screens: what does not fit is scrolled to.
QScrollArea* scrolled(QWidget* content, QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setMinimumHeight(120);
  area->setWidget(content);
  return area;
}

}  // namespace

ConsoleWindow::ConsoleWindow(AgentLink& link, base::IdGenerator& ids, Language language)
    : link_(link), ids_(ids), say_(language), day_(new DayModel(this)) {
  build();
  connect_parts();
  connect_case();
  connect_critical();
  retranslate();
}

ConsoleWindow::~ConsoleWindow() { QCoreApplication::removeTranslator(&qt_); }

QWidget* ConsoleWindow::build_left() {
  auto* left = new QWidget(this);
  chest_pain_ = ui::named<QPushButton>("chest_pain", left);
  chest_pain_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  table_ = ui::named<QTableView>("day_table", left);
  table_->setModel(day_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setAlternatingRowColors(true);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(52);
  table_->setWordWrap(true);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  table_->horizontalHeader()->setSectionResizeMode(DayModel::kTime, QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(DayModel::kPatient, QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(DayModel::kProgress, QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(DayModel::kWarning, QHeaderView::Stretch);
  table_->setTabKeyNavigation(false);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(chest_pain_);
  warning_ = new WarningPanel(left);
  column->addWidget(table_, 2);
  column->addWidget(scrolled(warning_, left), 3);
  return left;
}

QWidget* ConsoleWindow::build_right() {
  auto* right = new QWidget(this);
  right->setObjectName(QStringLiteral("right_column"));
  case_ = new CasePanel(right);
  auto* column = new QVBoxLayout(right);
  column->setContentsMargins(0, 0, 8, 0);
  column->addWidget(case_);
  column->addStretch();
  return scrolled(right, this);
}

void ConsoleWindow::build() {
  auto* body = new QWidget(this);
  body->setObjectName(QStringLiteral("body"));
  bar_ = new LinkBar(body);
  operator_ = ui::named<QLineEdit>("operator_name", body);
  operator_->setMaxLength(64);
  operator_->setFixedWidth(170);
  operator_->setText(QSettings().value(QLatin1String(kOperatorSetting)).toString());
  language_ = ui::named<QPushButton>("language", body);
  answer_ = new AnswerPanel(body);
  answer_->set_reader(operator_->text());
  critical_ = new CriticalPanel(body);
  critical_->set_reader(operator_->text());
  notice_ = ui::named<QLabel>("notice", body);
  notice_->setWordWrap(true);
  notice_->hide();
  auto* top = new QHBoxLayout;
  top->addWidget(bar_, 1);
  top->addWidget(operator_);
  top->addWidget(language_);
  auto* middle = new QHBoxLayout;
  middle->addWidget(build_left(), 11);
  middle->addWidget(build_right(), 10);
  auto* column = new QVBoxLayout(body);
  column->setContentsMargins(14, 10, 14, 12);
  column->setSpacing(10);
  column->addLayout(top);
  column->addWidget(answer_);
  column->addWidget(critical_);
  column->addWidget(notice_);
  column->addLayout(middle, 1);
  setCentralWidget(body);
  table_->setFocus();  // never the button: a stray Space must not call the doctor
}

void ConsoleWindow::connect_parts() {
  connect(&link_, &AgentLink::view_changed, this, &ConsoleWindow::show_view);
  connect(&link_, &AgentLink::agent_lost, this, &ConsoleWindow::show_lost);
  connect(&link_, &AgentLink::failed, this,
          [this](const QString& reason, const QString& message) { notice(say_.problem(reason, message)); });
  connect(chest_pain_, &QPushButton::clicked, this, &ConsoleWindow::press);
  connect(language_, &QPushButton::clicked, this,
          [this] { set_language(say_.language() == Language::kChinese ? Language::kEnglish : Language::kChinese); });
  connect(operator_, &QLineEdit::editingFinished, this, [this] {
    QSettings().setValue(QLatin1String(kOperatorSetting), operator_->text());
    answer_->set_reader(operator_->text());
    critical_->set_reader(operator_->text());
  });
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    chosen_ecg_ = current.isValid() ? current.data(DayModel::kItemIdRole).toString().toStdString() : "";
    show_chosen_ecg();
  });
  connect(answer_, &AnswerPanel::read_back, this,
          [this](const std::string& answer_id, const QString& by, const QString& text) {
            v1::ReadBackAnswerRequest request;
            request.set_answer_id(answer_id);
            request.set_by(by.toStdString());
            request.set_text(text.left(2000).toStdString());
            link_.read_back(std::move(request));
          });
  connect(warning_, &WarningPanel::seen, this,
          [this](const std::string& item_id) { link_.see_warning(item_id, operator_name()); });
  auto* chest_pain_key = new QShortcut(QKeySequence(Qt::Key_F12), this);
  chest_pain_key->setContext(Qt::ApplicationShortcut);
  connect(chest_pain_key, &QShortcut::activated, this, &ConsoleWindow::press);
  connect(new QShortcut(QKeySequence(Qt::Key_F2), this), &QShortcut::activated, language_, &QPushButton::click);
  notice_timer_.setSingleShot(true);
  connect(&notice_timer_, &QTimer::timeout, notice_, &QWidget::hide);
  silence_.setSingleShot(true);
  connect(&silence_, &QTimer::timeout, this, &ConsoleWindow::show_lost);
  press_pause_.setSingleShot(true);
  connect(&press_pause_, &QTimer::timeout, this, [this] { chest_pain_->setEnabled(!lost_); });
}

void ConsoleWindow::connect_case() {
  connect(case_, &CasePanel::step_tapped, this, [this](const std::string& case_id, v1::PointKind kind) {
    v1::RecordPointRequest request;
    request.set_point_id(ids_.next());
    request.set_case_id(case_id);
    request.set_kind(kind);
    request.set_entered_by(operator_name());
    link_.record_point(std::move(request));
  });
  connect(case_, &CasePanel::undo_tapped, this, [this](const std::string& point_id) { link_.undo_point(point_id); });
  connect(case_, &CasePanel::correct_tapped, this, &ConsoleWindow::correct);
  connect(case_, &CasePanel::join_tapped, this,
          [this](const std::string& case_id, const std::string& item_id) { link_.join_ecg(case_id, item_id); });
}

void ConsoleWindow::connect_critical() {
  connect(&link_, &AgentLink::failed, critical_, &CriticalPanel::try_again);
  connect(critical_, &CriticalPanel::read_back, this,
          [this](const std::string& notice_id, const QString& by, const QString& text) {
            v1::ReadBackClinicCriticalRequest request;
            request.set_notice_id(notice_id);
            request.set_by(by.toStdString());
            request.set_text(text.left(2000).toStdString());
            link_.read_back_critical(std::move(request));
          });
  connect(critical_, &CriticalPanel::acted, this,
          [this](const std::string& notice_id, const QString& by, const QString& doctor, const QDateTime& told_at,
                 const QString& text) {
            v1::RecordClinicCriticalActionRequest request;
            request.set_action_id(ids_.next());
            request.set_notice_id(notice_id);
            request.set_by(by.toStdString());
            request.set_doctor(doctor.toStdString());
            request.mutable_doctor_told_at()->set_seconds(told_at.toSecsSinceEpoch());
            request.set_text(text.left(2000).toStdString());
            link_.record_critical_action(std::move(request));
          });
}

void ConsoleWindow::retranslate() {
  QCoreApplication::removeTranslator(&qt_);
  if (say_.language() == Language::kChinese &&
      qt_.load(QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(&qt_);
  setWindowTitle(say_("胸痛急救台", "Chest-pain console"));
  chest_pain_->setText(say_("胸 痛  (F12)", "CHEST PAIN  (F12)"));
  chest_pain_->setToolTip(say_("按一下：立即开始计时，并呼叫县医院医生。没有网络也要按。",
                               "One press starts the clocks and calls the doctor. Press it without a network too."));
  chest_pain_->setAccessibleName(say_("胸痛", "Chest pain"));
  operator_->setPlaceholderText(say_("值班人姓名", "Your name"));
  language_->setText(say_("English (F2)", "中文 (F2)"));
  day_->speak(say_);
  notice_->hide();
}

void ConsoleWindow::set_language(Language language) {
  say_ = Tongue(language);
  QSettings().setValue(QLatin1String(kLanguageSetting), language == Language::kEnglish ? "en" : "zh_CN");
  retranslate();
  const bool lost = lost_;
  if (view_) show_view(view_);
  if (lost) show_lost();
}

std::string ConsoleWindow::operator_name() const { return operator_->text().trimmed().toStdString(); }

QDateTime ConsoleWindow::centre_now() const {
  if (!view_) return {};
  return QDateTime::fromSecsSinceEpoch(view_->now().seconds()).addMSecs(view_->link().clock().offset_ms());
}

void ConsoleWindow::press() {
  if (!chest_pain_->isEnabled()) return;
  chest_pain_->setEnabled(false);
  press_pause_.start(kPressPauseMs);
  v1::PressChestPainRequest request;
  request.set_case_id(ids_.next());
  request.set_entered_by(operator_name());
  case_->expect(request.case_id());
  link_.press_chest_pain(std::move(request));
}

void ConsoleWindow::show_lost() {
  lost_ = true;
  chest_pain_->setEnabled(false);
  bar_->show_lost(say_);
}

void ConsoleWindow::show_view(const View& view) {
  view_ = view;
  lost_ = false;
  silence_.start(kSilenceMs);
  if (!press_pause_.isActive()) chest_pain_->setEnabled(true);
  bar_->show_view(*view, say_);
  day_->apply({view->ecgs().begin(), view->ecgs().end()});
  for (const int column : {DayModel::kTime, DayModel::kPatient, DayModel::kProgress})
    table_->resizeColumnToContents(column);
  case_->show_view(view, say_);
  const bool sounded = answer_->is_sounding() || critical_->is_sounding();
  answer_->show_view(*view, say_);
  critical_->show_view(*view, say_, centre_now());
  if (answer_->is_sounding() || critical_->is_sounding()) {
    sound_.start();
    if (!sounded) {
      raise();
      activateWindow();
      QApplication::alert(this, 0);
      if (!sound_.has_device())
        notice(say_("这台电脑没有声音：请盯住屏幕。", "This computer has no sound: watch the screen."));
    }
  } else {
    sound_.stop();
  }
  follow_warnings(*view);
  show_chosen_ecg();
}

// The newest unseen alarm comes to the front once; after that the choice is the person's.
void ConsoleWindow::follow_warnings(const v1::ClinicView& view) {
  for (const auto& ecg : view.ecgs()) {
    if (ecg.warning_seen() || ecg.analysis().tier() < v1::ECG_TIER_SUSPECTED) continue;
    if (ecg.item_id() <= warned_of_) return;  // ids are in the order of arrival
    warned_of_ = ecg.item_id();
    chosen_ecg_.clear();
    table_->clearSelection();
    table_->setCurrentIndex({});
    QApplication::beep();
    QApplication::alert(this, 0);
    chosen_ecg_ = warned_of_;
    return;
  }
}

void ConsoleWindow::show_chosen_ecg() {
  const v1::ClinicEcg* found = nullptr;
  if (view_) {
    for (const auto& ecg : view_->ecgs())
      if (ecg.item_id() == chosen_ecg_) found = &ecg;
    if (found == nullptr && !view_->ecgs().empty()) found = &view_->ecgs(0);
  }
  warning_->show_ecg(found, say_);
}

void ConsoleWindow::notice(const QString& text) {
  notice_->setText(text);
  notice_->show();
  notice_timer_.start(kNoticeMs);
}

void ConsoleWindow::correct(const std::string& case_id, const v1::ClinicPoint& point) {
  auto* dialog = new CorrectionDialog(point, say_, this);
  connect(dialog, &QDialog::accepted, this, [this, dialog, case_id, point] {
    v1::RecordPointRequest request;
    request.set_point_id(ids_.next());
    request.set_case_id(case_id);
    request.set_kind(point.kind());
    *request.mutable_typed_at() =
        google::protobuf::util::TimeUtil::MillisecondsToTimestamp(dialog->time(centre_now()).toMSecsSinceEpoch());
    request.set_replaces_point_id(point.point_id());
    request.set_edit_reason(dialog->reason().toStdString());
    request.set_entered_by(operator_name());
    link_.record_point(std::move(request));
  });
  dialog->open();
}

}  // namespace rdc::console
