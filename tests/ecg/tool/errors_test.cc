// What cannot be read is refused in one line that names the file and the reason, in the user's language.
#include <gmock/gmock.h>

#include "tests/ecg/tool/ecg_tool.h"

namespace rdc::ecg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Refused {
  const char* name;
  const char* make;  // shell that makes the file "given"
  const char* reason;
  const char* says;     // in English
  const char* chinese;  // in Chinese
};
std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.name; }

class RefusedInput : public EcgTool, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedInput, EveryCommandSaysWhichFileAndWhy) {
  const auto& [name, make, reason, says, chinese] = GetParam();
  ok("ecg simulate good.scp");
  ok(make);
  for (const char* command : {"ecg info given", "ecg measure given --json", "ecg interpret given",
                              "ecg convert given x.csv", "ecg compare given good.scp", "ecg compare good.scp given"}) {
    const Said said = sh(command);
    EXPECT_EQ(said.status, 1) << command;
    EXPECT_THAT(said.error, StartsWith(std::string("given: ") + reason + ": ")) << command;
    EXPECT_THAT(said.error, HasSubstr(says)) << command;
    EXPECT_EQ(std::count(said.error.begin(), said.error.end(), '\n'), 1) << said.error;
    EXPECT_TRUE(said.output.empty()) << command << ": " << said.output;
  }
  EXPECT_FALSE(exists("x.csv"));
  EXPECT_THAT(sh("ecg --lang zh info given").error, HasSubstr(chinese));
}

INSTANTIATE_TEST_SUITE_P(
    Inputs, RefusedInput,
    ::testing::Values(
        Refused{"Missing", "true", "CANNOT_OPEN", "No such file", "无法打开文件"},
        Refused{"Directory", "mkdir given", "NOT_A_FILE", "no regular file", "不是普通文件"},
        Refused{"Empty", ": > given", "NOT_AN_ECG", "empty", "不是可识别的心电文件"},
        Refused{"Text", "echo hello > given", "NOT_AN_ECG", "none of SCP-ECG", "不是可识别的心电文件"},
        Refused{"Pdf", "printf '%%PDF-1.7\\n' > given", "NOT_AN_ECG", "a PDF", "不是可识别的心电文件"},
        Refused{"DicomPdf",
                "ecg simulate g.dcm && python3 -c \"import sys; b=open('g.dcm','rb').read(); "
                "i=b.index(b'\\x00\\x54\\x00\\x01SQ'); "
                "d=b'%PDF-1.4'; e=b'\\x42\\0\\x11\\0OB\\0\\0'+len(d).to_bytes(4,'little')+d; "
                "m=b'application/pdf '; e+=b'\\x42\\0\\x12\\0LO'+len(m).to_bytes(2,'little')+m; "
                "open('given','wb').write(b[:i]+e)\"",
                "NO_SAMPLES", "a PDF document", "只能查看不能测量"},
        Refused{"OtherTable", "printf 'a,b\\n1,2\\n' > given", "NO_ECG", "none of the CSV's 2 columns", "没有心电导联"},
        Refused{"BareNumbers", "printf '1,2\\n3,4\\n5,6\\n' > given", "CSV_NOT_DESCRIBED", "", "CSV 未说明"},
        Refused{"CutScp", "head -c 388 good.scp > given", "NO_ECG", "and has 388", "没有心电导联"},
        Refused{"CutDicom", "ecg simulate g.dcm && head -c 600 g.dcm > given", "LENGTH_BEYOND_END", "byte",
                "文件被截断"},
        Refused{"CutXml", "ecg simulate g.xml && head -c 5000 g.xml > given", "BAD_XML", "byte", "XML 语法错误"},
        Refused{"LoneHeader", "ecg simulate g.hea && cp g.hea given && rm g.dat", "MISSING_SIGNAL_FILE",
                "header signal 1", "缺少记录头所指的信号文件"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(EcgTool, APipeIsRefusedLikeAFile) {
  const Said empty = sh("ecg info - < /dev/null");
  EXPECT_EQ(empty.status, 1);
  EXPECT_THAT(empty.error, StartsWith("-: NOT_AN_ECG: "));
  EXPECT_EQ(sh("ecg compare - - < /dev/null").status, 2);
  const Said lone = sh("ecg simulate g.hea && ecg info - < g.hea");
  EXPECT_EQ(lone.status, 1);
  EXPECT_THAT(lone.error, HasSubstr("MISSING_SIGNAL_FILE"));
}

TEST_F(EcgTool, AFullDiskIsAnErrorNotASuccess) {
  ok("ecg simulate g.scp");
  for (const char* line :
       {"ecg info g.scp > /dev/full", "ecg info g.scp --json > /dev/full", "ecg measure g.scp > /dev/full",
        "ecg measure g.scp --json > /dev/full", "ecg interpret g.scp > /dev/full",
        "ecg convert g.scp - --to csv > /dev/full", "ecg simulate /dev/full --to csv"}) {
    const Said said = sh(line);
    EXPECT_EQ(said.status, 1) << line;
    EXPECT_THAT(said.error, HasSubstr("CANNOT_WRITE")) << line;
    EXPECT_THAT(said.error, HasSubstr("No space left")) << line;
    EXPECT_EQ(std::count(said.error.begin(), said.error.end(), '\n'), 1) << said.error;
  }
}

TEST_F(EcgTool, ATracingTooShortIsNotReferredToCommandsForLongOnes) {
  ok("ecg simulate short.csv --seconds 1 && ecg simulate long.csv --seconds 601 --sampling 100");
  for (const char* command : {"ecg measure ", "ecg interpret "}) {
    EXPECT_THAT(sh(std::string(command) + "short.csv").error, Not(HasSubstr("takes longer"))) << command;
    EXPECT_THAT(sh(std::string(command) + "long.csv").error, HasSubstr("takes longer")) << command;
  }
}

TEST_F(EcgTool, ATableWithoutDescriptionIsToldHowToDescribeIt) {
  ok("printf '1,2\\n3,4\\n5,6\\n' > t.csv");
  EXPECT_THAT(sh("ecg info t.csv").error, HasSubstr("--csv-leads"));
}

TEST_F(EcgTool, SimulateRefusesWhatIsOutOfRange) {
  for (const char* option : {"--rate 251",  "--rate nan",      "--rate abc",
                             "--seconds 0", "--seconds inf",   "--sampling 99",
                             "--noise -1",  "--pr 79",         "--axis 181",
                             "--age 131",   "--rhythm none",   "--wall none",
                             "--seed -1",   "--seed 1.5",      "--seed 18446744073709551616",
                             "--hours -1",  "--sex other",     "--electrodes feet",
                             "--damage V2", "--damage V7=off", "--damage V2=broken",
                             "--mains -1",  "--mains-hz 0",    "--wander nan",
                             "--voltage 4", "--qt 0",          "--qrs 59",
                             "--qrs 181",   "--st V2",         "--st V7=100",
                             "--st V2=nan", "--st V2=1001",    "--st V2=1x",
                             "--st V2="}) {
    const Said said = sh(std::string("ecg simulate x.csv ") + option);
    EXPECT_EQ(said.status, 2) << option;
    EXPECT_THAT(said.error, HasSubstr(std::string(option).substr(0, std::string(option).find(' ')))) << said.error;
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(EcgTool, TheTruthIsNotWrittenOverTheEcg) {
  for (const char* line : {"ecg simulate x.csv --truth x.csv", "ecg simulate x.csv --truth ./x.csv",
                           "ecg simulate - --to csv --truth -"}) {
    const Said said = sh(line);
    EXPECT_EQ(said.status, 2) << line;
    EXPECT_THAT(said.error, HasSubstr("--truth")) << line;
    EXPECT_TRUE(said.output.empty()) << line;
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(EcgTool, DescriptionsOfATableAreChecked) {
  ok("printf '1,2\\n3,4\\n' > t.csv");
  for (const char* value : {"0", "-500", "nan", "inf", "fast"}) {
    const std::string word = value;
    EXPECT_EQ(sh("ecg info t.csv --csv-leads I,II --csv-microvolts 5 --csv-rate " + word).status, 2) << word;
    EXPECT_EQ(sh("ecg info t.csv --csv-leads I,II --csv-rate 500 --csv-microvolts " + word).status, 2) << word;
  }
  ok("ecg info t.csv --csv-leads I,II --csv-rate 500 --csv-microvolts 5");
  EXPECT_EQ(sh("ecg interpret t.csv --age nan").status, 2);
}

}  // namespace
}  // namespace rdc::ecg::testing
