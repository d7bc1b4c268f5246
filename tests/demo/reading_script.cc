#include "tests/demo/reading_script.h"

#include <algorithm>

#include <fmt/format.h>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>
#include <QTextStream>

#include "reading_station/app/reading_page.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/worklist/worklist_page.h"

namespace rdc::demo {
namespace {

struct Wording {
  const char* kind;
  const char* findings;
  const char* impression;
  bool positive;
};
constexpr const char* kInfarction = "ecg-stemi";
constexpr int kMinutesToWire = 95;  // from the hills to the catheter laboratory, as the ambulance drives it

// What a county radiologist would write of the phantoms.
constexpr Wording kWordings[] = {
    {"dr-nodule",
     "胸廓对称，气管居中。右肺中野见一直径约2."
     "0cm类圆形结节影，边缘尚清，密度较均匀。余肺野清晰，双肺门不大。心影大小、形态正常，双膈面光整，肋膈角锐利。",
     "右肺中野结节影，建议胸部CT进一步检查。", true},
    {"ct-nodule",
     "右肺中叶见一大小约18mm×16mm结节，边缘较清，内密度均匀，未见明确钙化。余肺纹理走行自然，气管及主支气管通畅。纵隔内"
     "未见明显肿大淋巴结，心影不大，胸膜腔无积液。",
     "右肺中叶结节，Lung-RADS 4B类，建议上级医院胸外科进一步诊治。", true},
    {"dr-pneumothorax",
     "右侧胸腔见大片无肺纹理透亮区，右肺受压萎陷至肺门，压缩约80%"
     "。气管、纵隔及心影左移，右膈面低平。左肺野清晰，左侧肋膈角"
     "锐利。",
     "右侧张力性气胸，右肺压缩约80%，纵隔左移。", true},
    {"ecg-stemi", "窦性心律，心率92次/分。II、III、aVF导联ST段弓背向上抬高0.2–0.3mV，I、aVL导联ST段对应性压低。",
     "急性下壁ST段抬高型心肌梗死可能，请立即启动胸痛绿色通道。", true},
    {"ecg-af", "P波消失，代之以f波，RR间期绝对不齐，平均心室率104次/分。QRS波时限正常，ST-T未见明显异常。",
     "心房颤动伴快速心室率。", true},
    {"own", "所示图像已阅。", "测试资料，不作诊断依据。", false},
};

const Wording& wording_of(const QString& kind) {
  for (const Wording& wording : kWordings) {
    if (kind == QLatin1String(wording.kind)) return wording;
  }
  return kWordings[std::size(kWordings) - 1];
}

}  // namespace

std::vector<PlannedStudy> read_plan(const QString& name) {
  QFile file(name);
  if (!file.open(QIODevice::ReadOnly)) throw RobotError("cannot read the plan " + name.toStdString());
  std::vector<PlannedStudy> plan;
  QTextStream lines(&file);
  while (!lines.atEnd()) {
    const QStringList words = lines.readLine().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words.size() == 3) plan.push_back({words[0], words[1].toUInt(), words[2]});
  }
  return plan;
}

void ReadingScript::tell(const PlannedStudy& study, const std::string& what) const {
  fmt::print("step {} {} {}\n", base::to_micros(clock_.now()), study.study_instance_uid.toStdString(), what);
  std::fflush(stdout);
}

bool ReadingScript::first_of(const QString& kind) {
  if (std::find(pictured_.begin(), pictured_.end(), kind) != pictured_.end()) return false;
  pictured_.push_back(kind);
  return true;
}

void ReadingScript::log_in(const Reader& reader) {
  robot_.type(robot_.find("login_user_name"), reader.user_name);
  robot_.type(robot_.find("login_password"), reader.initial_password);
  robot_.picture(robot_.find("login_panel"), QStringLiteral("01-login"));
  robot_.click(robot_.find("login_button"));
  robot_.wait_until([this] { return robot_.visible("secret_dialog") || robot_.visible("worklist_page"); },
                    "the log-in to be answered");
  if (robot_.visible("secret_dialog")) {
    robot_.type(robot_.find("secret_current"), reader.initial_password);
    robot_.type(robot_.find("secret_new"), reader.password);
    robot_.type(robot_.find("secret_repeated"), reader.password);
    robot_.click(robot_.find("secret_ok"));
  }
  robot_.wait_until([this] { return robot_.visible("worklist_page") && !robot_.visible("secret_dialog"); },
                    "the worklist to open");
}

const v1::WorklistItem* ReadingScript::find(const PlannedStudy& study) const {
  for (int row = 0; row < worklist_.rowCount(); ++row) {
    if (worklist_.at(row).study_instance_uid() == study.study_instance_uid.toStdString()) return &worklist_.at(row);
  }
  return nullptr;
}

void ReadingScript::read_all(std::vector<PlannedStudy> plan, const Reader& reader) {
  while (!plan.empty()) {
    const auto ready = [&] {
      const bool alarm = robot_.visible("alarm_window");
      return std::find_if(plan.begin(), plan.end(), [&](const PlannedStudy& study) {
        const v1::WorklistItem* item = find(study);
        if (study.kind == QLatin1String(kInfarction) ? !alarm : alarm) return false;
        return item != nullptr && item->instance_count() >= study.images;
      });
    };
    const auto own_alarm = [&] {
      return robot_.visible("alarm_window") && std::none_of(plan.begin(), plan.end(), [](const PlannedStudy& study) {
               return study.kind == QLatin1String(kInfarction);
             });
    };
    robot_.wait_until([&] { return own_alarm() || ready() != plan.end(); },
                      "the next study to be whole on the worklist, or an alarm", 600'000);
    if (own_alarm()) {
      answer_own_alarm(plan, reader);
      continue;
    }
    const auto next = ready();
    const PlannedStudy study = *next;
    plan.erase(next);
    study.kind == QLatin1String(kInfarction) ? answer_alarm(study, reader) : read_one(study, reader);
  }
  // What is reported is behind the filter now.
  robot_.click(robot_.find("worklist_list_all"));
  robot_.settle();
  robot_.picture(robot_.find("worklist_page"), QStringLiteral("09-worklist-all-read"));
}

void ReadingScript::show_in_english(const std::vector<PlannedStudy>& plan) {
  robot_.picture(robot_.find("worklist_page"), QStringLiteral("10-worklist-en"));
  const auto it =
      std::find_if(plan.begin(), plan.end(), [&](const PlannedStudy& study) { return find(study) != nullptr; });
  if (it == plan.end()) return;
  open_from_worklist(*it);
  if (robot_.visible("ecg_page")) {
    auto* page = robot_.find<station::EcgPage>("ecg_page");
    robot_.wait_until([&] { return page->recording() != nullptr && page->sheet()->is_painted(); }, "the tracing");
  }
  robot_.picture(robot_.find("reading_page"), QStringLiteral("11-reading-en"));
  robot_.click(robot_.find("reading_back"));
}

void ReadingScript::read_one(const PlannedStudy& study, const Reader& reader) {
  if (worklist_.rowCount() >= 3 && first_of(QStringLiteral("worklist")))
    robot_.picture(robot_.find("worklist_page"), QStringLiteral("02-worklist"));
  open_from_worklist(study);
  if (robot_.visible("ecg_page")) {
    look_at_tracing(study);
  } else if (robot_.visible("study_viewer")) {
    look_at_images(study);
  }
  write_report(study);
  if (is_critical(study)) tell_critical(study, reader);
  if (robot_.visible("case_confirm")) follow_the_machine(study, reader);
  sign(study, reader);
  robot_.click(robot_.find("reading_back"));
  robot_.wait_until([this] { return robot_.visible("worklist_page"); }, "the worklist to come back");
}

void ReadingScript::answer_alarm(const PlannedStudy& study, const Reader& reader) {
  tell(study, "alarm on the screen, sounding: " + robot_.find<QLabel>("alarm_tier")->text().toStdString());
  robot_.picture(robot_.find("alarm_window"), QStringLiteral("15-alarm"));
  robot_.click(robot_.find("alarm_take"));
  tell(study, "alarm acknowledged");
  robot_.wait_until([this] { return robot_.visible("ecg_page"); }, "the ECG to open from the alarm");
  tell(study, "opened");
  look_at_tracing(study);
  write_report(study);
  confirm_infarction(study, reader);
  sign(study, reader);
  robot_.click(robot_.find("reading_back"));
  robot_.wait_until([this] { return robot_.visible("worklist_page"); }, "the worklist to come back");
}

void ReadingScript::answer_own_alarm(std::vector<PlannedStudy>& plan, const Reader& reader) {
  robot_.click(robot_.find("alarm_take"));
  robot_.wait_until([this] { return robot_.visible("ecg_page"); }, "the ECG to open from the alarm");
  const std::string open = robot_.find<station::ReadingPage>("reading_page")->study_id().toStdString();
  const auto planned = std::find_if(plan.begin(), plan.end(), [&](const PlannedStudy& study) {
    const v1::WorklistItem* item = find(study);
    return item != nullptr && item->study_id() == open;
  });
  // Not in the plan any more: it was read before it alarmed.
  const bool unread = planned != plan.end();
  const PlannedStudy study = unread ? *planned : PlannedStudy{QString::fromStdString(open), 1, QStringLiteral("own")};
  if (unread) plan.erase(planned);
  tell(study, "alarm acknowledged, opened");
  look_at_tracing(study);
  if (unread) write_report(study);
  follow_the_machine(study, reader);
  if (unread) sign(study, reader);
  robot_.click(robot_.find("reading_back"));
  robot_.wait_until([this] { return robot_.visible("worklist_page"); }, "the worklist to come back");
}

void ReadingScript::follow_the_machine(const PlannedStudy& study, const Reader& reader) {
  robot_.click(robot_.find("case_confirm"));
  robot_.find("decision_dialog");
  if (robot_.visible("decision_minutes")) robot_.find<QSpinBox>("decision_minutes")->setValue(kMinutesToWire);
  auto* diagnosis = robot_.find<QPlainTextEdit>("decision_diagnosis");
  if (diagnosis->toPlainText().isEmpty()) robot_.type(diagnosis, QString::fromUtf8(wording_of(study.kind).impression));
  robot_.retype(robot_.find("decision_advice"), QString::fromUtf8(wording_of(study.kind).impression));
  if (robot_.visible("decision_pin")) robot_.type(robot_.find("decision_pin"), reader.pin);
  robot_.click(robot_.find("decision_accept"));
  robot_.wait_until([this] { return !robot_.visible("decision_dialog"); }, "the router to take the decision");
  tell(study, "the machine's alarm confirmed, as a trial");
}

void ReadingScript::confirm_infarction(const PlannedStudy& study, const Reader& reader) {
  robot_.click(robot_.find("case_confirm"));
  auto* dialog = robot_.find("decision_dialog");
  if (robot_.visible("decision_minutes")) robot_.find<QSpinBox>("decision_minutes")->setValue(kMinutesToWire);
  robot_.retype(robot_.find("decision_diagnosis"), QStringLiteral("急性下壁ST段抬高型心肌梗死"));
  robot_.retype(robot_.find("decision_advice"),
                QStringLiteral("阿司匹林300mg、替格瑞洛180mg嚼服，不要绕道急诊，直接送导管室。"));
  if (robot_.visible("decision_pin")) robot_.type(robot_.find("decision_pin"), reader.pin);
  robot_.picture(dialog, QStringLiteral("16-decision"));
  robot_.click(robot_.find("decision_accept"));
  robot_.wait_until([this] { return !robot_.visible("decision_dialog"); }, "the router to take the decision");
  tell(study, "infarction confirmed, green channel activated");
  robot_.picture(robot_.find("reading_page"), QStringLiteral("17-confirmed"));
}

void ReadingScript::export_case(const QString& folder) {
  robot_.click(robot_.find("cases_save"));
  auto* dialog = robot_.find<QFileDialog>("cases_save_dialog");
  const QString name = QFileInfo(dialog->selectedFiles().front()).fileName();
  dialog->selectFile(folder + QLatin1Char('/') + name);
  QMetaObject::invokeMethod(dialog, "accept");
  robot_.wait_until([&] { return QFileInfo::exists(folder + QLatin1Char('/') + name); }, "the case's PDF");
}

void ReadingScript::show_cases(const std::vector<PlannedStudy>& plan, const QString& folder) {
  robot_.click(robot_.find("status_cases"));
  auto* page = robot_.find("cases_page");
  robot_.settle();
  robot_.picture(page, QStringLiteral("24-case-timeline"));
  // Somebody's own files need not have made a case; the demo's infarction must have.
  const bool infarction =
      std::any_of(plan.begin(), plan.end(), [](const PlannedStudy& study) { return study.kind == "ecg-stemi"; });
  if (infarction || robot_.find<QTableView>("cases_table")->model()->rowCount() > 0) export_case(folder);
  robot_.click(robot_.find("cases_board"));
  auto* board = robot_.find("board_window");
  robot_.picture(board, QStringLiteral("25-wall-board"));
  board->close();
  robot_.click(robot_.find("cases_back"));
}

void ReadingScript::open_from_worklist(const PlannedStudy& study) {
  const QString item_id = QString::fromStdString(find(study)->item_id());
  auto* page = robot_.find<station::WorklistPage>("worklist_page");
  if (!page->select(item_id)) throw RobotError("the worklist does not show the study");
  auto* table = robot_.find<QTableView>("worklist_table");
  bool opened = false;
  bool failed = false;
  robot_.key(table, Qt::Key_Return);
  auto* reading = robot_.find<station::ReadingPage>("reading_page");
  // The page may have answered already; then its report editor is writable.
  const auto on_opened = QObject::connect(reading, &station::ReadingPage::study_opened, [&] { opened = true; });
  const auto on_failed = QObject::connect(reading, &station::ReadingPage::study_failed, [&] { failed = true; });
  robot_.wait_until([&] { return failed || (robot_.visible("study_viewer") || robot_.visible("ecg_page")) || opened; },
                    "the study to open");
  QObject::disconnect(on_opened);
  QObject::disconnect(on_failed);
  if (failed) throw RobotError("the station could not open the study");
  tell(study, "opened");
}

void ReadingScript::look_at_images(const PlannedStudy& study) {
  auto* viewer = robot_.find<station::StudyViewer>("study_viewer");
  if (viewer->image_count() == 0) return tell(study, "has no images");
  station::ImageCanvas* canvas = viewer->canvas();
  robot_.wait_until([&] { return canvas->image() != nullptr || canvas->has_problem(); }, "the first image");
  if (canvas->image() == nullptr && study.kind != QStringLiteral("own"))
    throw RobotError("the station shows a sound image as unreadable: " + canvas->message().toStdString());
  tell(study, canvas->image() != nullptr ? "first image on the screen" : "shown as unreadable");
  robot_.wait_until([&] { return viewer->loading_progress().first == viewer->loading_progress().second; },
                    "all images to load", 300'000);
  if (canvas->image() == nullptr) return;
  const QPoint middle = canvas->rect().center();
  const bool ct = viewer->image_count() > 20;
  if (ct) {
    robot_.wheel(canvas, viewer->image_count() * 45 / 100);
    robot_.key(canvas, Qt::Key_1);  // the lung preset
    robot_.settle();
    if (first_of(QStringLiteral("ct"))) robot_.picture(canvas, QStringLiteral("05-ct-lung"));
    robot_.key(canvas, Qt::Key_0);
  }
  robot_.drag(canvas, Qt::RightButton, middle, middle + QPoint(-40, 25));  // window by mouse
  robot_.key(canvas, Qt::Key_L);
  robot_.drag(canvas, Qt::LeftButton, middle + QPoint(-90, -60), middle + QPoint(-40, -45));
  robot_.key(canvas, Qt::Key_Escape);
  if (canvas->measurements().empty()) throw RobotError("the measurement was not drawn");
  tell(study, fmt::format("windowed, measured, {} image{} looked through", viewer->image_count(),
                          viewer->image_count() == 1 ? "" : "s"));
  robot_.settle();
  if (ct) {
    if (first_of(QStringLiteral("ct-soft"))) robot_.picture(canvas, QStringLiteral("06-ct-measured"));
    return;
  }
  if (first_of(study.kind)) robot_.picture(canvas, QStringLiteral("03-%1").arg(study.kind));
  robot_.key(canvas, Qt::Key_I);
  robot_.settle();
  robot_.key(canvas, Qt::Key_I);
  robot_.key(canvas, Qt::Key_R);
}

void ReadingScript::look_at_tracing(const PlannedStudy& study) {
  auto* page = robot_.find<station::EcgPage>("ecg_page");
  robot_.wait_until([&] { return page->recording() != nullptr && page->sheet()->is_painted(); }, "the tracing");
  tell(study, "tracing on the screen");
  robot_.settle();
  if (first_of(study.kind)) robot_.picture(page, QStringLiteral("04-%1").arg(study.kind));
}

void ReadingScript::write_report(const PlannedStudy& study) {
  const Wording& wording = wording_of(study.kind);
  auto* findings = robot_.find<QPlainTextEdit>("report_findings");
  robot_.wait_until([&] { return !findings->isReadOnly(); }, "the report to be writable");
  robot_.retype(findings, QString::fromUtf8(wording.findings));
  robot_.retype(robot_.find("report_impression"), QString::fromUtf8(wording.impression));
  robot_.click(robot_.find(wording.positive ? "report_positive" : "report_negative"));
}

void ReadingScript::sign(const PlannedStudy& study, const Reader& reader) {
  auto* page = robot_.find<station::ReadingPage>("reading_page");
  bool is_signed = false;
  const auto on_signed = QObject::connect(page, &station::ReadingPage::report_signed, [&] { is_signed = true; });
  robot_.click(robot_.find("report_sign"));
  robot_.find("secret_dialog");
  if (robot_.visible("secret_repeated")) {  // the first signature: a key is made under a PIN
    robot_.type(robot_.find("secret_new"), reader.pin);
    robot_.type(robot_.find("secret_repeated"), reader.pin);
    robot_.click(robot_.find("secret_ok"));
    robot_.wait_until([this] { return robot_.visible("secret_dialog") && !robot_.visible("secret_repeated"); },
                      "the key to be certified");
    tell(study, "signing key enrolled");
  }
  robot_.type(robot_.find("secret_new"), reader.pin);
  robot_.click(robot_.find("secret_ok"));
  robot_.wait_until([&] { return is_signed; }, "the router to take the signature");
  QObject::disconnect(on_signed);
  tell(study, "signed");
  auto* signature = robot_.find<QLabel>("report_signature");
  auto* open_pdf = robot_.find("report_open_pdf");
  robot_.wait_until([&] { return open_pdf->isEnabled(); }, "the signature to be verified at the station");
  tell(study, "verified at the station: " + signature->text().toStdString());
  robot_.settle();
  if (first_of(QStringLiteral("report-") + study.kind))
    robot_.picture(page, QStringLiteral("07-report-%1").arg(study.kind));
}

}  // namespace rdc::demo
