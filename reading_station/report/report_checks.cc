#include "reading_station/report/report_checks.h"

#include <algorithm>
#include <array>

#include <QRegularExpression>

#include "reading_station/report/report_fields.h"

namespace rdc::station {
namespace {

QRegularExpression pattern_of(const char* pattern) {
  return QRegularExpression(QString::fromUtf8(pattern),
                            QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
}

QStringList clauses(const QString& text) {
  static const auto clause_end = pattern_of("[，。；！？,;!?\\n]|\\.(?=\\s|$)");
  return text.split(clause_end, Qt::SkipEmptyParts);
}

// The words of the pattern that stand in a clause which does not deny them.
QStringList stated(const QString& text, const QRegularExpression& pattern) {
  static const auto denial = pattern_of(
      "未见|未发现|未及|未提示|没有|排除|除外|不支持|无(?!法|肺纹理)|\\bno\\b|\\bnot\\b|\\bwithout\\b|\\bexcluded\\b|"
      "\\bnegative for\\b");
  QStringList made;
  for (const auto& clause : clauses(text)) {
    const auto denied = denial.match(clause);
    auto found = pattern.globalMatch(clause);
    while (found.hasNext()) {
      const auto match = found.next();
      // A denial speaks of what follows it.
      if (denied.hasMatch() && denied.capturedStart() < match.capturedStart()) continue;
      const QString word = match.captured().toLower();
      if (!made.contains(word)) made << word;
    }
  }
  return made;
}

QString both(const ReportText& text) { return text.findings + QStringLiteral("。\n") + text.impression; }

enum Sides : unsigned { kNone = 0, kLeft = 1, kRight = 2 };

unsigned sides_of(const QString& text) {
  static const auto left_word = pattern_of("左|\\bleft\\b|(?<![A-Za-z.])\\bLT?\\b(?![A-Za-z0-9.])");
  static const auto right_word = pattern_of("右|\\bright\\b|(?<![A-Za-z.])\\bRT?\\b(?![A-Za-z0-9.])");
  static const auto both_words = pattern_of("双|两侧|\\bboth\\b|\\bbilateral\\b");
  // A choice that is still open names no side.
  QString plain = text;
  for (const auto& field : fields_of(text)) plain.replace(field.begin, field.length, QString(field.length, u' '));
  unsigned sides = kNone;
  if (plain.contains(both_words)) sides |= kLeft | kRight;
  if (plain.contains(left_word)) sides |= kLeft;
  if (plain.contains(right_word)) sides |= kRight;
  return sides;
}

bool contradict(unsigned one, unsigned other) {
  return (one == kLeft && other == kRight) || (one == kRight && other == kLeft);
}

using Question = CheckQuestion;

bool findings_empty(const Question& q) { return q.text.findings.trimmed().isEmpty(); }
bool impression_empty(const Question& q) { return q.text.impression.trimmed().isEmpty(); }
bool field_left(const Question& q) {
  return !fields_of(q.text.findings).isEmpty() || !fields_of(q.text.impression).isEmpty() ||
         !fields_of(q.text.history).isEmpty();
}
bool side_against_order(const Question& q) {
  // A chest or head shows both sides: only an order that names one can be contradicted.
  return contradict(sides_of(q.ordered), sides_of(both(q.text)));
}
bool side_within(const Question& q) { return contradict(sides_of(q.text.findings), sides_of(q.text.impression)); }
bool female_words(const Question& q) {
  static const auto organs = pattern_of(
      "子宫|卵巢|宫颈|输卵管|阴道|附件区|妊娠|孕囊|\\buter(?:us|ine)\\b|\\bovar(?:y|ies|ian)\\b|\\bcervi(?:x|cal "
      "canal)\\b|\\bpregnan");
  return q.sex == QLatin1String("M") && both(q.text).contains(organs);
}
bool male_words(const Question& q) {
  static const auto organs =
      pattern_of("前列腺|精囊|睾丸|附睾|阴囊|阴茎|\\bprostat|\\bseminal\\b|\\btest(?:is|es|icular)\\b|\\bscrot");
  return q.sex == QLatin1String("F") && both(q.text).contains(organs);
}
bool critical_silent(const Question& q) { return !q.critical_notified && !critical_words(q.text).isEmpty(); }
bool critical_negative(const Question& q) { return !q.text.positive && !critical_words(q.text).isEmpty(); }
bool normal_positive(const Question& q) {
  static const auto normal_words = pattern_of(
      "^(?:[^，。；,;\\n]*(?:未见|无)(?:明显|明确)?异常|no abnormality[^,;\\n]*|[^,;\\n]*: no "
      "abnormality|normal)[。.\\s]*$");
  return q.text.positive && q.text.impression.trimmed().contains(normal_words);
}

enum class For { kAll, kImages };

struct CheckRule {
  const char* id;
  CheckSeverity severity;
  For exams;
  bool (*broken)(const Question&);
  const char* zh;
  const char* en;
};

constexpr auto kMustMend = CheckSeverity::kBlocks;
constexpr auto kAsks = CheckSeverity::kAsks;

const std::array<CheckRule, 10> kCheckRules{{
    {"impression-empty", kMustMend, For::kAll, impression_empty, "诊断意见为空。", "The impression is empty."},
    {"findings-empty", kMustMend, For::kImages, findings_empty, "影像所见为空。", "The findings are empty."},
    {"field-left", kMustMend, For::kAll, field_left, "仍有未填写的项目（花括号或下划线处）。",
     "A field is not filled in (braces or underscores)."},
    {"side-order", kAsks, For::kImages, side_against_order, "报告的左右侧与检查申请不一致。",
     "The report names another side than the order."},
    {"side-within", kAsks, For::kImages, side_within, "所见与诊断意见的左右侧不一致。",
     "Findings and impression name different sides."},
    {"sex-female-words", kAsks, For::kImages, female_words, "患者登记为男性，报告中出现女性器官或妊娠。",
     "The patient is registered as male; the report names female organs or pregnancy."},
    {"sex-male-words", kAsks, For::kImages, male_words, "患者登记为女性，报告中出现男性器官。",
     "The patient is registered as female; the report names male organs."},
    {"critical-not-notified", kAsks, For::kImages, critical_silent, "报告中出现危急值，尚未通知送检机构。",
     "The report states a critical value; the site has not been notified."},
    {"critical-negative", kAsks, For::kImages, critical_negative, "报告中出现危急值，但结果标为阴性。",
     "The report states a critical value, but the result is marked negative."},
    {"normal-positive", kAsks, For::kAll, normal_positive, "诊断意见为未见异常，但结果标为阳性。",
     "The impression is normal, but the result is marked positive."},
}};

}  // namespace

QStringList critical_words(const ReportText& text) {
  static const auto critical = pattern_of(
      "张力性气胸|主动脉夹层|(?:主)?肺动脉(?:主干)?(?:栓塞|血栓)|肺栓塞|脑疝|大量(?:脑)?出血|(?:脑|颅内|硬膜下|硬膜外|"
      "蛛网膜下腔|基底节区|丘脑|小脑|脑干|脑叶)出血|"
      "穿孔|游离气体|心包填塞|心脏压塞|气道异物|气管异物|"
      "tension pneumothorax|aortic dissection|pulmonary "
      "embol(?:ism|us)|herniation|(?:intracranial|cerebral|subdural|epidural|"
      "subarachnoid|cerebellar|large) ha?emorrhage|perforation|free air|tamponade|airway foreign body");
  return stated(text.impression + QLatin1Char('\n') + text.findings, critical);
}

std::vector<CheckFinding> check_report(const CheckQuestion& question) {
  std::vector<CheckFinding> found;
  if (question.is_cancellation) return found;
  for (const CheckRule& rule : kCheckRules) {
    if (question.is_ecg && rule.exams == For::kImages) continue;
    if (!rule.broken(question)) continue;
    found.push_back(
        {QString::fromLatin1(rule.id), rule.severity, QString::fromUtf8(rule.zh), QString::fromUtf8(rule.en)});
  }
  return found;
}

}  // namespace rdc::station
