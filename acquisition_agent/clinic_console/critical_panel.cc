#include "acquisition_agent/clinic_console/critical_panel.h"

#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStyle>
#include <QTimeEdit>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::console {
namespace {

// As the answer's panel: twice a second at most, what flashes faster may harm.
constexpr int kCriticalFlashMs = 250;
constexpr int kCriticalNameLimit = 64;
constexpr int kActionLimit = 2000;
constexpr int kMostLinesHeight = 260;  // pixels: the smallest screen still shows the rest

QString exam_of(const v1::CriticalNotice& notice) {
  QStringList parts;
  for (const auto& modality : notice.modalities()) parts << QString::fromStdString(modality);
  parts << QString::fromStdString(notice.study_description());
  if (notice.has_study_time())
    parts << QDateTime::fromSecsSinceEpoch(notice.study_time().seconds()).toString(QStringLiteral("MM-dd HH:mm"));
  if (!notice.accession_number().empty()) parts << QString::fromStdString(notice.accession_number());
  parts.removeAll(QString());
  return parts.join(QLatin1Char(' '));
}

// What is repeated: who, which examination, what was found, what to do.
QStringList critical_lines(const v1::CriticalNotice& notice, const Tongue& say) {
  QStringList lines;
  auto patient = say.patient(notice.patient());
  const auto id = QString::fromStdString(notice.patient().patient_id());
  if (!id.isEmpty() && !patient.contains(id)) patient += QLatin1Char(' ') + id;
  lines << say("病人：", "Patient: ") + patient;
  lines << say("检查：", "Examination: ") + exam_of(notice);
  const auto entry = say.of(notice.entry());
  const auto finding = QString::fromStdString(notice.finding());
  lines << say("危急值：", "Critical: ") +
               (entry.isEmpty() || finding.contains(entry) ? finding : entry + QStringLiteral(" — ") + finding);
  if (!notice.advice().empty()) lines << say("医嘱：", "Advice: ") + QString::fromStdString(notice.advice());
  lines << say("马上告诉经治医生。", "Tell the doctor in charge now.");
  return lines;
}

// The one that has waited longest.
const v1::ClinicCritical* oldest_of(const v1::ClinicView& view, bool (v1::ClinicCritical::*wants)() const, int& count) {
  const v1::ClinicCritical* oldest = nullptr;
  for (const auto& one : view.criticals()) {
    if (!(one.*wants)()) continue;
    ++count;
    if (oldest == nullptr || one.received_at().seconds() <= oldest->received_at().seconds()) oldest = &one;
  }
  return oldest;
}

}  // namespace

CriticalPanel::CriticalPanel(QWidget* parent)
    : QFrame(parent),
      title_(ui::named<QLabel>("critical_title", this)),
      from_(ui::named<QLabel>("critical_from", this)),
      hint_(ui::named<QLabel>("critical_hint", this)),
      scroll_(ui::named<QScrollArea>("critical_scroll", this)),
      sheet_(ui::named<QWidget>("critical_lines", scroll_)),
      lines_(new QGridLayout(sheet_)),
      action_row_(ui::named<QWidget>("critical_action_row", this)),
      doctor_(ui::named<QLineEdit>("critical_doctor", action_row_)),
      told_label_(ui::named<QLabel>("critical_told_label", action_row_)),
      told_(ui::named<QTimeEdit>("critical_told", action_row_)),
      action_(ui::named<QLineEdit>("critical_action", action_row_)),
      reader_(ui::named<QLineEdit>("critical_reader", this)),
      done_(ui::named<QPushButton>("critical_done", this)) {
  setObjectName(QStringLiteral("critical_panel"));
  build();
  for (auto* field : {doctor_, action_, reader_})
    connect(field, &QLineEdit::textChanged, this, [this] { update_button(); });
  connect(done_, &QPushButton::clicked, this, &CriticalPanel::send);
  connect(&flash_, &QTimer::timeout, this, &CriticalPanel::flash);
  flash_.setInterval(kCriticalFlashMs);
  hide();
}

void CriticalPanel::build() {
  title_->setWordWrap(true);
  hint_->setWordWrap(true);
  for (auto* field : {reader_, doctor_}) field->setMaxLength(kCriticalNameLimit);
  action_->setMaxLength(kActionLimit);
  reader_->setMinimumWidth(180);
  doctor_->setMinimumWidth(180);
  told_->setDisplayFormat(QStringLiteral("HH:mm"));
  told_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  auto* action = new QHBoxLayout(action_row_);
  action->setContentsMargins(0, 0, 0, 0);
  action->addWidget(doctor_);
  action->addWidget(told_label_);
  action->addWidget(told_);
  action->addWidget(action_, 1);
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(from_);
  auto* foot = new QHBoxLayout;
  foot->addWidget(hint_, 1);
  foot->addWidget(reader_);
  foot->addWidget(done_);
  lines_->setColumnStretch(1, 1);
  lines_->setContentsMargins(0, 0, 0, 0);
  scroll_->setWidget(sheet_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);  // its height is that of the lines
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 14, 20, 14);
  column->addLayout(head);
  column->addWidget(scroll_);
  column->addWidget(action_row_);
  column->addLayout(foot);
}

void CriticalPanel::set_reader(const QString& name) {
  if (!reader_->hasFocus()) reader_->setText(name);
}

void CriticalPanel::show_view(const v1::ClinicView& view, const Tongue& say, const QDateTime& centre_now) {
  centre_now_ = centre_now;
  int waiting = 0;
  auto step = Step::kReadBack;
  const auto* oldest = oldest_of(view, &v1::ClinicCritical::sounding, waiting);
  if (oldest == nullptr) {
    step = Step::kAction;
    oldest = oldest_of(view, &v1::ClinicCritical::action_missing, waiting);
  }
  if (oldest == nullptr) {
    notice_id_.clear();
    step_ = Step::kNone;
    flash_.stop();
    return hide();
  }
  // The same one keeps what was ticked and typed; another one, or another language, begins anew.
  const bool same = oldest->notice().notice_id() == notice_id_ && step == step_ && shown_in_ == say.language();
  if (same && waiting_ == waiting) return;
  notice_id_ = oldest->notice().notice_id();
  step_ = step;
  shown_in_ = say.language();
  waiting_ = waiting;
  if (!same && step == Step::kReadBack) fill_lines(oldest->notice(), say);
  if (!same && step == Step::kAction) fill_action(*oldest, say);
  const auto more = waiting > 1 ? say("（还有 %1 条在等）", " (%1 more waiting)").arg(waiting - 1) : QString();
  title_->setText((step == Step::kReadBack ? say("危急值：请复述", "CRITICAL VALUE: read it back")
                                           : say("危急值：请登记处理", "Critical value: record what was done")) +
                  more);
  setProperty("step", step == Step::kReadBack ? QStringLiteral("read_back") : QStringLiteral("action"));
  setProperty("bright", false);
  if (step == Step::kReadBack)
    flash_.start();
  else
    flash_.stop();
  // Colours of everything in it follow the step.
  auto parts = findChildren<QWidget*>();
  parts << this;
  for (QWidget* part : parts) {
    style()->unpolish(part);
    style()->polish(part);
  }
  show();
  fit_lines();
}

void CriticalPanel::fit_lines() {
  const int width = scroll_->viewport()->width();
  const int needed = lines_->hasHeightForWidth() ? lines_->totalHeightForWidth(width) : lines_->sizeHint().height();
  scroll_->setFixedHeight(std::min(needed, kMostLinesHeight));
}

void CriticalPanel::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  fit_lines();
}

void CriticalPanel::clear_lines() {
  for (auto* box : std::exchange(boxes_, {})) delete box;  // at once: two notices never stand together
  for (auto* text : std::exchange(texts_, {})) delete text;
}

void CriticalPanel::fill_lines(const v1::CriticalNotice& notice, const Tongue& say) {
  clear_lines();
  from_->setText(QString::fromStdString(notice.by().display_name()) + QLatin1Char(' ') +
                 clock_time(notice.notified_at()));
  int number = 0;
  for (const auto& line : critical_lines(notice, say)) {
    // Box and words apart: words wrap beside a box, not in it.
    auto* box = new QCheckBox(sheet_);
    box->setObjectName(QStringLiteral("critical_line"));
    box->setProperty("line", line);
    box->setAccessibleName(line);
    auto* text = new QLabel(QStringLiteral("%1. %2").arg(number + 1).arg(line), sheet_);
    text->setObjectName(QStringLiteral("critical_text"));
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setBuddy(box);
    text->installEventFilter(this);
    connect(box, &QCheckBox::toggled, this, [this] { update_button(); });
    lines_->addWidget(box, number, 0, Qt::AlignTop);
    lines_->addWidget(text, number, 1);
    // At once: a layout gives what is not shown yet no room.
    box->show();
    text->show();
    ++number;
    boxes_.push_back(box);
    texts_.push_back(text);
  }
  action_row_->hide();
  hint_->setText(say("对着电话或同事逐条念出，念一条勾一条，再写上名字：声音才会停。",
                     "Read each line aloud and tick it, then write your name: only then it stops sounding."));
  reader_->setPlaceholderText(say("复述人姓名", "Who reads it back"));
  done_->setText(say("已全部复述", "All read back"));
  update_button();
}

void CriticalPanel::fill_action(const v1::ClinicCritical& critical, const Tongue& say) {
  clear_lines();
  const auto& notice = critical.notice();
  from_->setText(say("已复述：", "Read back: ") + QString::fromStdString(critical.read_back_by()) + QLatin1Char(' ') +
                 clock_time(critical.read_back_at()));
  auto* text = new QLabel(say.patient(notice.patient()) + QStringLiteral(" · ") + exam_of(notice) +
                              QStringLiteral(" · ") + QString::fromStdString(notice.finding()),
                          sheet_);
  text->setObjectName(QStringLiteral("critical_text"));
  text->setTextFormat(Qt::PlainText);
  text->setWordWrap(true);
  lines_->addWidget(text, 0, 1);
  text->show();
  texts_.push_back(text);
  doctor_->clear();
  action_->clear();
  told_->setTime(centre_now_.time());
  doctor_->setPlaceholderText(say("告诉了哪位医生", "Doctor who was told"));
  told_label_->setText(say("告知时间", "told at"));
  action_->setPlaceholderText(
      say("做了什么处理（例：吸氧、呼叫120转县医院）", "What was done (oxygen, ambulance called …)"));
  action_row_->show();
  hint_->setText(say("县医院要看到处理结果，这条危急值才能结束。",
                     "The centre can close this critical value only when it sees what was done."));
  reader_->setPlaceholderText(say("登记人姓名", "Who records it"));
  done_->setText(say("登记处理", "Record"));
  update_button();
}

void CriticalPanel::update_button() {
  const bool named = !reader_->text().trimmed().isEmpty();
  const bool ticked = std::ranges::all_of(boxes_, [](const QCheckBox* box) { return box->isChecked(); });
  const bool told = !doctor_->text().trimmed().isEmpty() && !action_->text().trimmed().isEmpty();
  done_->setEnabled(named && (step_ == Step::kAction ? told : ticked));
}

void CriticalPanel::send() {
  done_->setEnabled(false);
  const auto by = reader_->text().trimmed();
  if (step_ == Step::kAction)
    return Q_EMIT acted(notice_id_, by, doctor_->text().trimmed(), told_at(), action_->text().trimmed());
  QStringList text;
  for (const auto* box : boxes_) text << box->property("line").toString();
  Q_EMIT read_back(notice_id_, by, in_one_line(text));
}

QDateTime CriticalPanel::told_at() const {
  QDateTime at(centre_now_.date(), told_->time());
  // Told at 23:58, typed at 00:03.
  if (at > centre_now_.addSecs(60)) at = at.addDays(-1);
  return at;
}

bool CriticalPanel::eventFilter(QObject* watched, QEvent* event) {
  // The words are as good a place to tick as the box.
  if (event->type() == QEvent::MouseButtonRelease)
    if (auto* text = qobject_cast<QLabel*>(watched); text != nullptr && text->buddy() != nullptr)
      static_cast<QCheckBox*>(text->buddy())->toggle();
  return QFrame::eventFilter(watched, event);
}

void CriticalPanel::flash() {
  setProperty("bright", !property("bright").toBool());
  style()->unpolish(this);
  style()->polish(this);
}

}  // namespace rdc::console
