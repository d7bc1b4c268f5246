// From the list to the signature without a mouse, and with the network cable pulled in the middle.
#include <gtest/gtest.h>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

#include "reading_station/app/reading_page.h"
#include "reading_station/viewer/study_viewer.h"
#include "tests/reading_station/app/window_at_work.h"
#include "tests/testkit/thin_link.h"

namespace rdc::station {
namespace {

class ReportFlow : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<testkit::Township>(testkit::Township::Options{.programs = RDC_PROGRAMS, .seed = 23});
  }
  static void TearDownTestSuite() { township_.reset(); }
  void SetUp() override { send_radiograph(*township_, ++studies_); }
  static std::unique_ptr<testkit::Township> township_;
  static int studies_;
};
std::unique_ptr<testkit::Township> ReportFlow::township_;
int ReportFlow::studies_ = 0;

// The station's window, or the dialog that waits in front of it.
QWidget* front_window() {
  if (QWidget* dialog = QApplication::activeModalWidget()) return dialog;
  for (QWidget* window : QApplication::topLevelWidgets())
    if (window->objectName() == QLatin1String("main_window") && window->isVisible()) return window;
  return nullptr;
}

// Keys go where the focus is, as a keyboard's do. Offscreen there is no window manager that gives it to the window in
// front.
QWidget* focused() {
  QWidget* window = front_window();
  if (window != nullptr && QApplication::activeWindow() != window) QApplication::setActiveWindow(window);
  return QApplication::focusWidget();
}
void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  ASSERT_NE(focused(), nullptr);
  QTest::keyClick(focused(), key, modifiers);
}
void type(const QString& text) {
  ASSERT_NE(focused(), nullptr);
  QTest::keyClicks(focused(), text);
}

void sign_by_keys(WindowAtWork& work) {
  press(Qt::Key_Return, Qt::ControlModifier);
  work.robot.find("secret_dialog");
  if (work.robot.visible("secret_repeated")) {  // the first signature of this person: a key is made under a PIN
    type(testkit::Township::kPin);
    press(Qt::Key_Tab);
    type(testkit::Township::kPin);
    press(Qt::Key_Return);
    work.robot.wait_until([&] { return work.robot.visible("secret_dialog") && !work.robot.visible("secret_repeated"); },
                          "the key to be certified");
  }
  type(testkit::Township::kPin);
  press(Qt::Key_Return);
  work.wait_for_text("report_note", "Signed and stored at the centre.");
}

TEST_F(ReportFlow, TheKeyboardAloneLeadsFromTheListToTheSignature) {
  WindowAtWork work(*township_);
  work.log_in();
  auto* table = work.robot.find<QTableView>("worklist_table");
  work.robot.wait_until([&] { return table->model()->rowCount() > 0 && table->hasFocus(); }, "the worklist");
  press(Qt::Key_N, Qt::ControlModifier);
  auto* findings = work.robot.find<QPlainTextEdit>("report_findings");
  work.robot.wait_until([&] { return !findings->isReadOnly(); }, "the report to be writable");
  work.robot.picture(findings, "report-empty");
  press(Qt::Key_F7);
  auto* templates = work.robot.find<QComboBox>("report_template");
  work.robot.wait_until([&] { return templates->view()->isVisible(); }, "the templates");
  QTest::keyClick(templates->view(), Qt::Key_Down);
  QTest::keyClick(templates->view(), Qt::Key_Return);
  work.robot.wait_until([&] { return findings->textCursor().selectedText() == QStringLiteral("{心胸比}"); },
                        "the chest's template with its first field marked");
  work.robot.picture(findings, "report-template");

  // Signed with a field left over? The check sends the reader back to it.
  press(Qt::Key_Return, Qt::ControlModifier);
  work.wait_for_text("checks_list", "A field is not filled in");
  work.robot.picture(work.robot.find("checks_list"), "report-checks");
  QTest::keyClick(work.robot.find("checks_dialog"), Qt::Key_Return);
  work.robot.wait_until([&] { return work.window->focusWidget() == findings; }, "the field again");
  EXPECT_EQ(findings->textCursor().selectedText(), QStringLiteral("{心胸比}"));
  type("0.45");
  EXPECT_TRUE(findings->toPlainText().contains(QStringLiteral("心胸比约0.45。")));
  sign_by_keys(work);
  EXPECT_EQ(work.text_of("report_status"), "Final");
  const auto& read = work.window->reading();
  EXPECT_EQ(read.editor()->text().template_id, "dx-chest");
  EXPECT_EQ(read.editor()->text().codes, QStringList{"SCT:816094009"});

  // The next key: nothing else waits, which is said, and the study stays.
  press(Qt::Key_N, Qt::ControlModifier);
  work.wait_for_text("status_hint", "Nothing waits");
  EXPECT_TRUE(work.window->reading().has_study());
}

TEST_F(ReportFlow, ThePulledCableCostsNoWordAndIsToldTruly) {
  base::SystemClock clock;
  const std::string router = township_->county().router_address();
  testkit::ThinLink::Options options;
  options.target_port = static_cast<std::uint16_t>(std::stoi(router.substr(router.rfind(':') + 1)));
  auto link = testkit::ThinLink::start(options, clock);
  ASSERT_TRUE(link) << link.error().message;
  WindowAtWork work(*township_, "reading-1", "li", "127.0.0.1:" + std::to_string((*link)->port()));
  work.log_in();
  work.open_study();
  work.robot.wait_until([&] { return work.window->reading().viewer()->canvas()->image() != nullptr; }, "the image");
  work.write(QStringLiteral("右肺中野见结节影。"), QStringLiteral("右肺结节。"));

  (*link)->refuse();
  (*link)->reset_all();
  work.wait_for_text("status_link", "No connection");
  // Reading and writing go on; what is typed now is on this disk, and the reader is told that the centre has it not.
  EXPECT_NE(work.window->reading().viewer()->canvas()->image(), nullptr);
  work.write(QStringLiteral("右肺中野见结节影，边缘清。"), QStringLiteral("右肺结节，建议复查。"));
  EXPECT_FALSE(work.robot.find<QPlainTextEdit>("report_findings")->isReadOnly());
  work.robot.click(work.robot.find("report_save"));
  work.wait_for_text("report_note", "kept on this station");
  work.robot.wait_until([&] { return work.kept_drafts() == 1; }, "the text on this station's disk");
  work.robot.picture(work.robot.find("report_note"), "report-cut");

  (*link)->accept_again();
  work.wait_for_text("status_link", "Connected");
  work.wait_for_text("report_note", "Draft saved at");
  work.robot.wait_until([&] { return work.kept_drafts() == 0; }, "the local copy to go");
  EXPECT_EQ(work.text_of("report_findings"), QStringLiteral("右肺中野见结节影，边缘清。"));
  EXPECT_EQ(work.text_of("reading_claim"), "Reserved for you");
}

}  // namespace
}  // namespace rdc::station
