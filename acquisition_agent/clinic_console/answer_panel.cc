#include "acquisition_agent/clinic_console/answer_panel.h"

#include <algorithm>

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::console {
namespace {

// Twice a second at most: what flashes faster may harm (IEC 60601-1-8: 1.4 to 2.8 Hz for what cannot wait).
constexpr int kFlashMs = 250;
constexpr int kNameLimit = 64;
constexpr int kOneColumn = 4;

QStringList lines_of(const v1::AnswerLetter& letter, const Tongue& say) {
  QStringList lines;
  if (!letter.diagnosis().empty()) lines << say("诊断：", "Diagnosis: ") + QString::fromStdString(letter.diagnosis());
  if (const auto plan = say.of(letter.plan()); !plan.isEmpty()) lines << say("处理：", "Plan: ") + plan;
  if (!letter.advice().empty()) lines << say("医嘱：", "Advice: ") + QString::fromStdString(letter.advice());
  for (const auto& step : letter.next_steps()) lines << say.of(step);
  if (!letter.leads_to_record().empty()) {
    QStringList leads;
    for (const auto& lead : letter.leads_to_record()) leads << QString::fromStdString(lead);
    lines << say("马上加做导联：", "Record these leads now: ") + leads.join(QStringLiteral(" "));
  }
  if (lines.isEmpty()) lines << say("请打电话给县医院。", "Phone the centre.");
  return lines;
}

}  // namespace

AnswerPanel::AnswerPanel(QWidget* parent)
    : QFrame(parent),
      title_(ui::named<QLabel>("answer_title", this)),
      patient_(ui::named<QLabel>("answer_patient", this)),
      hint_(ui::named<QLabel>("answer_hint", this)),
      lines_(new QGridLayout),
      reader_(ui::named<QLineEdit>("answer_reader", this)),
      done_(ui::named<QPushButton>("answer_done", this)) {
  setObjectName(QStringLiteral("answer_panel"));
  title_->setWordWrap(true);
  hint_->setWordWrap(true);
  reader_->setMaxLength(kNameLimit);
  reader_->setMinimumWidth(180);
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(patient_);
  auto* foot = new QHBoxLayout;
  foot->addWidget(hint_, 1);
  foot->addWidget(reader_);
  foot->addWidget(done_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 14, 20, 14);
  column->addLayout(head);
  column->addLayout(lines_);
  column->addLayout(foot);
  connect(reader_, &QLineEdit::textChanged, this, [this] { update_button(); });
  connect(done_, &QPushButton::clicked, this, [this] {
    QStringList text;
    for (const auto* box : boxes_) text << box->property("line").toString();
    done_->setEnabled(false);
    Q_EMIT read_back(answer_id_, reader_->text().trimmed(), in_one_line(text));
  });
  connect(&flash_, &QTimer::timeout, this, [this] { flash(); });
  flash_.setInterval(kFlashMs);
  hide();
}

void AnswerPanel::set_reader(const QString& name) {
  if (!reader_->hasFocus()) reader_->setText(name);
}

void AnswerPanel::show_view(const v1::ClinicView& view, const Tongue& say) {
  const v1::ClinicAnswer* oldest = nullptr;
  int sounding = 0;
  for (const auto& answer : view.answers()) {
    if (!answer.sounding()) continue;
    ++sounding;
    if (oldest == nullptr || answer.received_at().seconds() < oldest->received_at().seconds()) oldest = &answer;
  }
  if (oldest == nullptr) {
    answer_id_.clear();
    flash_.stop();
    hide();
    return;
  }
  // The same answer keeps what was ticked; another one, or another language, begins anew.
  if (oldest->letter().answer_id() == answer_id_ && shown_in_ == say.language() && waiting_ == sounding) return;
  const bool same = oldest->letter().answer_id() == answer_id_ && shown_in_ == say.language();
  answer_id_ = oldest->letter().answer_id();
  shown_in_ = say.language();
  waiting_ = sounding;
  if (!same) fill(oldest->letter(), say);
  const auto more = sounding > 1 ? say("（还有 %1 条答复在等）", " (%1 more waiting)").arg(sounding - 1) : QString();
  title_->setText(say.of(oldest->letter().verdict()) + more);
  flash_.start();
  show();
}

void AnswerPanel::fill(const v1::AnswerLetter& letter, const Tongue& say) {
  setProperty("verdict", static_cast<int>(letter.verdict()));
  patient_->setText(say.patient(letter.patient()) + QStringLiteral(" · ") +
                    (letter.by().empty() ? say("县医院", "centre") : QString::fromStdString(letter.by())) +
                    QLatin1Char(' ') + clock_time(letter.decided_at()));
  for (auto* box : boxes_) delete box;  // at once: two answers never stand together
  boxes_.clear();
  const auto lines = lines_of(letter, say);
  // Down the first column, then the second: a long answer still fits a small screen.
  const int rows = lines.size() > kOneColumn ? static_cast<int>(lines.size() + 1) / 2 : static_cast<int>(lines.size());
  int number = 0;
  for (const auto& line : lines) {
    auto* box = new QCheckBox(QStringLiteral("%1. %2").arg(number + 1).arg(line), this);
    box->setObjectName(QStringLiteral("answer_line"));
    box->setProperty("line", line);
    connect(box, &QCheckBox::toggled, this, [this] { update_button(); });
    lines_->addWidget(box, number % rows, number / rows);
    ++number;
    boxes_.push_back(box);
  }
  hint_->setText(say("对着电话或同事逐条念出，念一条勾一条，再写上名字：声音才会停。",
                     "Read each line aloud and tick it, then write your name: only then it stops sounding."));
  reader_->setPlaceholderText(say("复述人姓名", "Who reads it back"));
  done_->setText(say("已全部复述", "All read back"));
  update_button();
}

void AnswerPanel::update_button() {
  const bool all = std::ranges::all_of(boxes_, [](const QCheckBox* box) { return box->isChecked(); });
  done_->setEnabled(all && !reader_->text().trimmed().isEmpty());
}

void AnswerPanel::flash() {
  const bool bright = !property("bright").toBool();
  setProperty("bright", bright);
  style()->unpolish(this);
  style()->polish(this);
}

}  // namespace rdc::console
