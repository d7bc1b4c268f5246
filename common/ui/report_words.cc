#include "common/ui/report_words.h"

#include <QStringList>

#include "common/ui/report_page.h"

namespace rdc::ui {
namespace {

ReportWords chinese() {
  ReportWords w;
  w.colon = QStringLiteral("：");
  w.gap = QStringLiteral("　");
  w.list_gap = QStringLiteral("，");
  w.imaging_title = QStringLiteral("影像诊断报告单");
  w.ecg_title = QStringLiteral("心电图诊断报告单");
  w.name = QStringLiteral("姓名");
  w.sex = QStringLiteral("性别");
  w.age = QStringLiteral("年龄");
  w.patient_id = QStringLiteral("病历号");
  w.birth_date = QStringLiteral("出生日期");
  w.accession = QStringLiteral("检查号");
  w.study_time = QStringLiteral("检查时间");
  w.examination = QStringLiteral("检查项目");
  w.modality = QStringLiteral("检查类型");
  w.site = QStringLiteral("检查机构");
  w.report_number = QStringLiteral("报告编号");
  w.history = QStringLiteral("临床病史");
  w.findings = QStringLiteral("影像所见");
  w.impression = QStringLiteral("诊断意见");
  w.findings_ecg = QStringLiteral("心电图所见");
  w.impression_ecg = QStringLiteral("心电图诊断");
  w.no_text = QStringLiteral("（未填写）");
  w.conclusion = QStringLiteral("结果判定");
  w.positive = QStringLiteral("阳性");
  w.negative = QStringLiteral("阴性");
  w.author = QStringLiteral("报告医师");
  w.signer = QStringLiteral("签发医师");
  w.signed_at = QStringLiteral("签发时间");
  w.revision = QStringLiteral("第 %1 版");
  w.status = QStringLiteral("报告状态");
  w.amendment = QStringLiteral("修改原因");
  w.read = QStringLiteral("本次阅片");
  w.read_summary = QStringLiteral("共 %1 个对象，清单摘要 SHA-256：%2…");
  w.read_digest = QStringLiteral("实例 %1　SHA-256：%2…");
  w.digest_note = QStringLiteral("仅列出前 %1 个，完整清单见签名文件。");
  w.preliminary_note = QStringLiteral("急诊报告，以正式报告为准。");
  w.signature_note = QStringLiteral("本报告经电子签名签发，任何改动均可被验证发现。诊断意见仅供临床医师参考。");
  w.draft_mark = QStringLiteral("草稿，未签发");
  w.cancelled_mark = QStringLiteral("本报告已作废");
  w.page = QStringLiteral("第 %1 页 / 共 %2 页");
  w.tracing = QStringLiteral("十二导联心电图");
  w.key_images = QStringLiteral("关键图像");
  w.figure = QStringLiteral("图 %1");
  w.series_word = QStringLiteral("序列 %1");
  w.image_number = QStringLiteral("第 %1 幅（共 %2 幅）");
  w.window = QStringLiteral("窗位 %1　窗宽 %2");
  w.inverted = QStringLiteral("反色显示");
  w.part = QStringLiteral("局部");
  w.not_for_measuring = QStringLiteral("供参考，不可用于测量");
  w.picture_missing = QStringLiteral("图像未能载入");
  w.draft = QStringLiteral("草稿");
  w.preliminary = QStringLiteral("初步报告");
  w.final = QStringLiteral("正式报告");
  w.amended = QStringLiteral("更正报告");
  w.cancelled = QStringLiteral("已作废");
  return w;
}

ReportWords english() {
  ReportWords w;
  w.colon = QStringLiteral(": ");
  w.gap = QStringLiteral("   ");
  w.list_gap = QStringLiteral(", ");
  w.imaging_title = QStringLiteral("Diagnostic Imaging Report");
  w.ecg_title = QStringLiteral("Electrocardiogram Report");
  w.name = QStringLiteral("Name");
  w.sex = QStringLiteral("Sex");
  w.age = QStringLiteral("Age");
  w.patient_id = QStringLiteral("Patient ID");
  w.birth_date = QStringLiteral("Birth date");
  w.accession = QStringLiteral("Accession");
  w.study_time = QStringLiteral("Examined");
  w.examination = QStringLiteral("Examination");
  w.modality = QStringLiteral("Modality");
  w.site = QStringLiteral("Site");
  w.report_number = QStringLiteral("Report no.");
  w.history = QStringLiteral("Clinical history");
  w.findings = QStringLiteral("Findings");
  w.impression = QStringLiteral("Impression");
  w.findings_ecg = QStringLiteral("ECG findings");
  w.impression_ecg = QStringLiteral("ECG diagnosis");
  w.no_text = QStringLiteral("(not stated)");
  w.conclusion = QStringLiteral("Result");
  w.positive = QStringLiteral("Positive");
  w.negative = QStringLiteral("Negative");
  w.author = QStringLiteral("Reported by");
  w.signer = QStringLiteral("Signed by");
  w.signed_at = QStringLiteral("Signed at");
  w.revision = QStringLiteral("Revision %1");
  w.status = QStringLiteral("Status");
  w.amendment = QStringLiteral("Reason for amendment");
  w.read = QStringLiteral("Images and waveforms read");
  w.read_summary = QStringLiteral("%1 objects, SHA-256 of the list: %2…");
  w.read_digest = QStringLiteral("Instance %1  SHA-256: %2…");
  w.digest_note = QStringLiteral("Only the first %1 are listed; the signed document names all.");
  w.preliminary_note = QStringLiteral("Emergency preliminary report: the final report takes precedence.");
  w.signature_note = QStringLiteral(
      "Issued with an electronic signature: any later change can be detected. For the treating physician's use.");
  w.draft_mark = QStringLiteral("DRAFT, NOT SIGNED");
  w.cancelled_mark = QStringLiteral("CANCELLED");
  w.page = QStringLiteral("Page %1 of %2");
  w.tracing = QStringLiteral("12-lead electrocardiogram");
  w.key_images = QStringLiteral("Key images");
  w.figure = QStringLiteral("Figure %1");
  w.series_word = QStringLiteral("series %1");
  w.image_number = QStringLiteral("image %1 of %2");
  w.window = QStringLiteral("level %1, width %2");
  w.inverted = QStringLiteral("inverted");
  w.part = QStringLiteral("part of the image");
  w.not_for_measuring = QStringLiteral("For reference, not for measuring");
  w.picture_missing = QStringLiteral("The image could not be loaded");
  w.draft = QStringLiteral("Draft");
  w.preliminary = QStringLiteral("Preliminary");
  w.final = QStringLiteral("Final");
  w.amended = QStringLiteral("Amended");
  w.cancelled = QStringLiteral("Cancelled");
  return w;
}

bool is_english(const std::string& language) { return language == "en"; }

}  // namespace

ReportWords words_for(const std::string& language) { return is_english(language) ? english() : chinese(); }

QString sex_word(const std::string& dicom_sex, const std::string& language) {
  const bool en = is_english(language);
  if (dicom_sex == "M") return en ? QStringLiteral("Male") : QStringLiteral("男");
  if (dicom_sex == "F") return en ? QStringLiteral("Female") : QStringLiteral("女");
  if (dicom_sex == "O") return en ? QStringLiteral("Other") : QStringLiteral("其他");
  return {};
}

QString age_word(const std::string& dicom_age, const std::string& language) {
  QString age = QString::fromStdString(dicom_age).trimmed();
  if (age.size() < 2) return age;
  bool number = false;
  const int value = age.left(age.size() - 1).toInt(&number);
  if (!number) return age;
  const bool en = is_english(language);
  switch (age.back().toUpper().unicode()) {
    case 'Y':
      return en ? QStringLiteral("%1 y").arg(value) : QStringLiteral("%1岁").arg(value);
    case 'M':
      return en ? QStringLiteral("%1 mo").arg(value) : QStringLiteral("%1个月").arg(value);
    case 'W':
      return en ? QStringLiteral("%1 wk").arg(value) : QStringLiteral("%1周").arg(value);
    case 'D':
      return en ? QStringLiteral("%1 d").arg(value) : QStringLiteral("%1天").arg(value);
    default:
      return age;
  }
}

QString picture_caption(const ReportPicture& picture, int number, const ReportWords& words) {
  QStringList parts;
  if (!picture.series.isEmpty()) parts << words.series_word.arg(picture.series);
  if (picture.number > 0) parts << words.image_number.arg(picture.number).arg(picture.count);
  if (picture.window) {
    const auto [center, width] = *picture.window;
    const int decimals = width < 10 ? 2 : 0;
    parts << words.window.arg(center, 0, 'f', decimals).arg(width, 0, 'f', decimals) +
                 (picture.unit.isEmpty() ? QString() : QLatin1Char(' ') + picture.unit);
  }
  if (picture.is_inverted) parts << words.inverted;
  if (picture.is_part) parts << words.part;
  return words.figure.arg(number) + words.colon + parts.join(words.list_gap);
}

QString status_word(v1::ReportStatus status, const ReportWords& words) {
  switch (status) {
    case v1::REPORT_STATUS_PRELIMINARY:
      return words.preliminary;
    case v1::REPORT_STATUS_FINAL:
      return words.final;
    case v1::REPORT_STATUS_AMENDED:
      return words.amended;
    case v1::REPORT_STATUS_CANCELLED:
      return words.cancelled;
    default:
      return words.draft;
  }
}

}  // namespace rdc::ui
