#include "acquisition_agent/clinic_console/warning_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QStringList>
#include <QStyle>
#include <QVBoxLayout>

#include "common/ui/named.h"

namespace rdc::console {
namespace {

QString list(const google::protobuf::RepeatedPtrField<v1::Words>& all, const Tongue& say, const char* bullet) {
  QStringList lines;
  int number = 0;
  for (const auto& words : all)
    lines << (bullet[0] == '1' ? QStringLiteral("%1. ").arg(++number) : QString::fromUtf8(bullet)) + say.of(words);
  return lines.join(QLatin1Char('\n'));
}

QString values(const v1::AgentEcgAnalysis& analysis, const Tongue& say) {
  QStringList parts;
  for (const auto& value : analysis.values())
    parts << QStringLiteral("%1 %2").arg(
        value.name() == "HR" ? say("心率", "HR") : QString::fromStdString(value.name()),
        value.has_value() ? QString::number(value.value(), 'f', 0) : QStringLiteral("–"));
  return parts.join(QStringLiteral("  "));
}

void say_in(QLabel* label, const QString& text) {
  label->setText(text);
  label->setVisible(!text.isEmpty());
}

}  // namespace

const char* look_of(const v1::ClinicEcg& ecg) {
  if (!ecg.has_analysis()) return "none";
  if (ecg.analysis().tier() >= v1::ECG_TIER_SUSPECTED) return "alarm";
  if (ecg.analysis().usability() == v1::ECG_USABILITY_REPEAT) return "repeat";
  if (ecg.analysis().tier() == v1::ECG_TIER_WATCH || !ecg.analysis().unreadable_reason().empty()) return "doubt";
  return "calm";
}

WarningPanel::WarningPanel(QWidget* parent)
    : QFrame(parent),
      patient_(ui::named<QLabel>("warning_patient", this)),
      quality_(ui::named<QLabel>("warning_quality", this)),
      headline_(ui::named<QLabel>("warning_headline", this)),
      steps_(ui::named<QLabel>("warning_steps", this)),
      small_(ui::named<QLabel>("warning_small", this)),
      seen_(ui::named<QPushButton>("warning_seen", this)) {
  setObjectName(QStringLiteral("warning_panel"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(6);
  for (auto* label : {patient_, quality_, headline_, steps_, small_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);  // names come from devices
    column->addWidget(label);
  }
  column->addWidget(seen_, 0, Qt::AlignRight);
  connect(seen_, &QPushButton::clicked, this, [this] { Q_EMIT seen(item_id_); });
}

QString WarningPanel::steps(const v1::AgentEcgAnalysis& analysis, const Tongue& say) const {
  if (analysis.next_steps().empty()) return {};
  return say("下一步：\n", "What to do next:\n") + list(analysis.next_steps(), say, "1");
}

void WarningPanel::show_ecg(const v1::ClinicEcg* ecg, const Tongue& say) {
  const char* look = ecg == nullptr ? "none" : look_of(*ecg);
  if (property("look").toString() != QLatin1String(look)) {
    setProperty("look", QLatin1String(look));
    for (QWidget* widget : {static_cast<QWidget*>(this), static_cast<QWidget*>(headline_)}) {
      widget->style()->unpolish(widget);
      widget->style()->polish(widget);
    }
  }
  item_id_ = ecg == nullptr ? "" : ecg->item_id();
  seen_->setText(say("我已看到", "I have seen this"));
  if (ecg == nullptr || !ecg->has_analysis()) {
    say_in(patient_, ecg == nullptr ? QString() : say.patient({}));
    say_in(headline_,
           ecg == nullptr ? say("今天还没有心电图", "No ECG today yet") : say("正在分析…", "Being analysed …"));
    for (auto* label : {quality_, steps_, small_}) say_in(label, {});
    seen_->hide();
    return;
  }
  const auto& analysis = ecg->analysis();
  say_in(patient_, QStringLiteral("%1 · %2 · %3")
                       .arg(clock_time(ecg->received_at()), say.patient(analysis.patient()), values(analysis, say)));
  const bool repeat = analysis.usability() == v1::ECG_USABILITY_REPEAT;
  const auto faults = list(analysis.faults(), say, "• ");
  say_in(quality_, faults.isEmpty() ? QString()
                                    : (repeat ? say("立即重做心电图，因为：\n", "REPEAT the ECG now, because:\n")
                                              : say("记录质量：\n", "Quality:\n")) +
                                          faults);
  QString headline = say.of(analysis.headline());
  for (const auto& value : analysis.critical())
    if (value.zh() != analysis.headline().zh()) headline += QLatin1Char('\n') + say.of(value);
  say_in(headline_, headline);
  say_in(steps_, steps(analysis, say));
  QStringList small;
  if (!analysis.reasons().empty())
    small << say("依据：", "Evidence: ") + in_one_line(list(analysis.reasons(), say, "").split(QLatin1Char('\n')));
  for (const auto& assumption : analysis.assumptions()) small << say.of(assumption);
  small << say("机器提示（规则 %1），不是诊断：以县医院医生答复为准。",
               "A machine's hint (rules %1), no diagnosis: the centre's doctor decides.")
               .arg(QString::fromStdString(analysis.rule_version()));
  say_in(small_, small.join(QLatin1Char('\n')));
  const char* shown = look_of(*ecg);
  seen_->setVisible(!ecg->warning_seen() &&
                    (shown == std::string_view("alarm") || shown == std::string_view("repeat")));
}

}  // namespace rdc::console
