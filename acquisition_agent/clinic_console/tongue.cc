#include "acquisition_agent/clinic_console/tongue.h"

#include <algorithm>

#include <QDateTime>
#include <QStringList>

namespace rdc::console {

QString Tongue::of(const v1::Words& words) const {
  const bool chinese = language_ == Language::kChinese;
  const auto& first = chinese ? words.zh() : words.en();
  return QString::fromStdString(first.empty() ? (chinese ? words.en() : words.zh()) : first);
}

QString Tongue::of(v1::ClinicProgress progress) const {
  const Tongue& say = *this;
  switch (progress) {
    case v1::CLINIC_PROGRESS_RECEIVED:
      return say("已收到，待发送", "Received, waiting to be sent");
    case v1::CLINIC_PROGRESS_SENDING:
      return say("正在发送", "Being sent");
    case v1::CLINIC_PROGRESS_STORED:
      return say("县医院已收到", "Arrived at the centre");
    case v1::CLINIC_PROGRESS_OPENED:
      return say("医生正在看", "A doctor is reading it");
    case v1::CLINIC_PROGRESS_ANSWERED:
      return say("已答复", "Answered");
    case v1::CLINIC_PROGRESS_SET_ASIDE:
      return say("发送失败，请重做", "Not sent: repeat it");
    default:
      return say("未知", "Unknown");
  }
}

QString Tongue::of(v1::PointKind kind) const {
  const Tongue& say = *this;
  switch (kind) {
    case v1::POINT_KIND_ONSET:
      return say("发病", "Onset");
    case v1::POINT_KIND_FIRST_MEDICAL_CONTACT:
      return say("首次医疗接触", "First contact");
    case v1::POINT_KIND_ECG_START:
      return say("心电图开始", "ECG begun");
    case v1::POINT_KIND_ECG_END:
      return say("心电图完成", "ECG done");
    case v1::POINT_KIND_ECG_RECEIVED:
      return say("心电图到本机", "ECG received here");
    case v1::POINT_KIND_ECG_SENT:
      return say("心电图发出", "ECG sent");
    case v1::POINT_KIND_ECG_STORED:
      return say("县医院收到心电图", "ECG at the centre");
    case v1::POINT_KIND_ECG_OPENED:
      return say("医生打开心电图", "ECG opened");
    case v1::POINT_KIND_DIAGNOSED:
      return say("医生诊断", "Diagnosed");
    case v1::POINT_KIND_ALERT_RAISED:
      return say("报警", "Alarm raised");
    case v1::POINT_KIND_ALERT_DELIVERED:
      return say("报警送达医生", "Alarm at the station");
    case v1::POINT_KIND_ALERT_ACKNOWLEDGED:
      return say("医生应答", "Alarm acknowledged");
    case v1::POINT_KIND_ALERT_ESCALATED:
      return say("报警升级", "Alarm escalated");
    case v1::POINT_KIND_ANSWER_DELIVERED:
      return say("答复送达", "Answer arrived");
    case v1::POINT_KIND_READ_BACK:
      return say("已复述答复", "Answer read back");
    case v1::POINT_KIND_DECISION:
      return say("医生决定", "Decision");
    case v1::POINT_KIND_AMBULANCE_CALLED:
      return say("呼叫 120", "Ambulance called");
    case v1::POINT_KIND_DOOR_IN:
      return say("病人进门", "Door in");
    case v1::POINT_KIND_DOOR_OUT:
      return say("转运出门", "Door out");
    case v1::POINT_KIND_ARRIVAL:
      return say("到达县医院", "Arrived at hospital");
    case v1::POINT_KIND_LABORATORY_ACTIVATED:
      return say("导管室启动", "Laboratory activated");
    case v1::POINT_KIND_LABORATORY_READY:
      return say("导管室就绪", "Laboratory ready");
    case v1::POINT_KIND_NEEDLE:
      return say("开始溶栓", "Lysis begun");
    case v1::POINT_KIND_WIRE:
      return say("导丝通过", "Wire through");
    case v1::POINT_KIND_CHEST_PAIN_ORDER:
      return say("按下胸痛键", "Chest-pain button");
    case v1::POINT_KIND_CLOSED:
      return say("病例结束", "Case closed");
    case v1::POINT_KIND_REOPENED:
      return say("再次报警", "Alarmed again");
    case v1::POINT_KIND_MERGED:
      return say("病例合并", "Cases merged");
    default:
      return say("其他", "Other");
  }
}

QString Tongue::of(v1::AlertState state) const {
  const Tongue& say = *this;
  switch (state) {
    case v1::ALERT_STATE_RAISED:
      return say("正在呼叫县医院医生", "Calling the doctor on duty");
    case v1::ALERT_STATE_DELIVERED:
      return say("医生的报警器正在响", "Sounding at the doctor's desk");
    case v1::ALERT_STATE_ACKNOWLEDGED:
      return say("医生已接手，等待答复", "A doctor has it: wait for the answer");
    case v1::ALERT_STATE_CONFIRMED:
      return say("医生已确认", "Confirmed by a doctor");
    case v1::ALERT_STATE_REFUTED:
      return say("医生已排除", "Ruled out by a doctor");
    case v1::ALERT_STATE_CLOSED:
      return say("病例已结束", "Closed");
    default:
      return say("未知", "Unknown");
  }
}

QString Tongue::of(v1::TreatmentPlan plan) const {
  const Tongue& say = *this;
  switch (plan) {
    case v1::TREATMENT_PLAN_PRIMARY_PCI:
      return say("直接转运做急诊介入（PCI）", "Transfer straight to primary PCI");
    case v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER:
      return say("先溶栓，再转运", "Lysis first, then transfer");
    case v1::TREATMENT_PLAN_LYSIS:
      return say("就地溶栓", "Lysis here");
    case v1::TREATMENT_PLAN_TRANSFER:
      return say("转运到县医院", "Transfer to the hospital");
    case v1::TREATMENT_PLAN_OBSERVE:
      return say("留观，复查心电图和肌钙蛋白", "Observe, repeat ECG and troponin");
    case v1::TREATMENT_PLAN_TREAT_ON_SITE:
      return say("就地治疗", "Treat on site");
    case v1::TREATMENT_PLAN_NO_TREATMENT:
      return say("不需急诊处理", "No urgent treatment");
    case v1::TREATMENT_PLAN_DECLINED:
      return say("病人或家属拒绝", "Declined by patient or family");
    case v1::TREATMENT_PLAN_DIED:
      return say("死亡", "Died");
    case v1::TREATMENT_PLAN_OTHER:
      return say("见医生文字", "As the doctor wrote");
    default:
      return {};
  }
}

QString Tongue::of(v1::DecisionVerdict verdict) const {
  const Tongue& say = *this;
  if (verdict == v1::DECISION_VERDICT_CONFIRMED) return say("县医院确认：急症", "Centre CONFIRMS: emergency");
  if (verdict == v1::DECISION_VERDICT_REFUTED)
    return say("县医院排除：不是急性心梗", "Centre RULES OUT acute infarction");
  return say("县医院指示", "Instruction from the centre");
}

QString Tongue::patient(const v1::Patient& patient) const {
  const Tongue& say = *this;
  QStringList parts;
  if (!patient.name().empty()) parts << QString::fromStdString(patient.name());
  if (patient.sex() == "M") parts << say("男", "male");
  if (patient.sex() == "F") parts << say("女", "female");
  const auto age = QString::fromStdString(patient.age());
  if (age.size() == 4 && age.endsWith(QLatin1Char('Y')))
    parts << QString::number(age.left(3).toInt()) + say("岁", " y");
  if (parts.isEmpty() && !patient.patient_id().empty()) parts << QString::fromStdString(patient.patient_id());
  return parts.isEmpty() ? say("病人未登记", "Patient not known") : parts.join(QLatin1Char(' '));
}

QString Tongue::problem(const QString& reason, const QString& message) const {
  const Tongue& say = *this;
  if (reason == QLatin1String("ALREADY_SENT"))
    return say("县医院已收到这一步，不能撤销：请用“改正”。", "The centre has it already: use “correct”.");
  if (reason == QLatin1String("OTHER_PATIENT"))
    return say("这份心电图是另一个病人的，没有归入。", "This ECG is of another patient: not joined.");
  if (reason == QLatin1String("UNAVAILABLE") || message.isEmpty())
    return say("本机采集程序没有运行：刚才的操作没有记录，请重启程序后再点一次，并打电话。",
               "The acquisition agent is not running: NOT recorded. Restart it, tap again, and phone.");
  return message;
}

QString in_one_line(const QStringList& sentences) {
  const auto is_chinese = [](const QString& text) {
    return std::ranges::any_of(text, [](QChar letter) { return letter.script() == QChar::Script_Han; });
  };
  QString all;
  for (QString sentence : sentences) {
    if (!all.isEmpty()) all += is_chinese(all) ? QStringLiteral("；") : QStringLiteral("; ");
    while (sentence.endsWith(QChar(u'。')) || sentence.endsWith(QChar(u'.'))) sentence.chop(1);
    all += sentence;
  }
  return all;
}

QString clock_time(const google::protobuf::Timestamp& at) {
  return QDateTime::fromSecsSinceEpoch(at.seconds()).toString(QStringLiteral("HH:mm"));
}

QString duration(qint64 milliseconds) {
  const qint64 seconds = qAbs(milliseconds) / 1000;
  const QString sign = milliseconds <= -1000 ? QStringLiteral("-") : QString();
  const QString rest = QStringLiteral("%1:%2")
                           .arg(seconds / 60 % 60, seconds >= 3600 ? 2 : 1, 10, QLatin1Char('0'))
                           .arg(seconds % 60, 2, 10, QLatin1Char('0'));
  return sign + (seconds >= 3600 ? QString::number(seconds / 3600) + QLatin1Char(':') + rest : rest);
}

}  // namespace rdc::console
