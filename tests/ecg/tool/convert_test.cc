// convert: the same samples whichever way they go; what a format cannot hold is refused; files appear whole.
#include <gmock/gmock.h>

#include "tests/ecg/tool/ecg_tool.h"

namespace rdc::ecg::testing {
namespace {

using ::testing::HasSubstr;

TEST_F(EcgTool, EveryWriterGivesEverySampleBack) {
  // Whole microvolts: a grid that every format can hold.
  ok("ecg simulate a.scp --seed 4 --wall anterior --age 61 --sex female");
  ok("ecg convert a.scp a.csv --exact");
  for (const char* first : {"scp", "xml", "dcm", "hea", "csv"}) {
    for (const char* second : {"scp", "xml", "dcm", "hea", "csv"}) {
      const std::string one = std::string("one.") + first, two = std::string("two.") + second;
      ok("ecg convert a.scp " + one + " --exact && ecg convert " + one + " " + two + " --exact && ecg convert " + two +
         " back.csv --exact");
      // The samples, without the header lines that say whose they are.
      EXPECT_EQ(sh("diff <(grep -v '^#' a.csv) <(grep -v '^#' back.csv) | head -3").output, "")
          << first << " " << second;
    }
  }
}

TEST_F(EcgTool, ConvertWorksInPipes) {
  ok("ecg simulate a.dcm --seed 4");
  ok("ecg convert a.dcm a.csv");
  ok("ecg convert - - --to scp < a.dcm | ecg convert - - --to aecg | ecg convert - - --to dicom | ecg convert - b.csv");
  EXPECT_EQ(sh("diff <(grep -v '^#' a.csv) <(grep -v '^#' b.csv) | head -3").output, "");
  const Said wfdb = sh("ecg convert a.dcm - --to wfdb");
  EXPECT_NE(wfdb.status, 0);
  EXPECT_THAT(wfdb.error, HasSubstr("two files"));
}

struct CannotHold {
  const char* name;
  const char* make;
  const char* target;
  const char* reason;
  int status;
};
std::ostream& operator<<(std::ostream& out, const CannotHold& c) { return out << c.name; }

class ConvertRefuses : public EcgTool, public ::testing::WithParamInterface<CannotHold> {};

TEST_P(ConvertRefuses, WithTheReasonAndWithoutAFile) {
  const auto& [name, make, target, reason, status] = GetParam();
  ok(make);
  write(target, "what was there before");
  const Said said = sh(std::string("ecg convert in.csv ") + target + " --exact");
  EXPECT_EQ(said.status, status) << said.error;
  EXPECT_THAT(said.error, HasSubstr(reason));
  EXPECT_EQ(content(target), "what was there before");
  EXPECT_EQ(files(), 2U) << "nothing is left behind";
}

INSTANTIATE_TEST_SUITE_P(
    Formats, ConvertRefuses,
    ::testing::Values(
        CannotHold{"ScpHolds65535BytesALead", "ecg simulate in.csv --seconds 600", "out.scp", "TOO_LONG", 1},
        CannotHold{"ScpHasNoGaps", "printf '# rate_hz: 500\\n# unit: uV\\nI,II\\n1,2\\n,3\\n4,5\\n' > in.csv",
                   "out.scp", "out.scp: ", 1},
        CannotHold{"AecgHasNoGaps", "printf '# rate_hz: 500\\n# unit: uV\\nI,II\\n1,2\\n,3\\n4,5\\n' > in.csv",
                   "out.xml", "out.xml: ", 1},
        CannotHold{"DicomAt2000Hz", "ecg simulate in.csv --sampling 2000", "out.dcm", "out.dcm: ", 1},
        CannotHold{"ScpIntervalInMicroseconds", "ecg simulate in.csv --sampling 360", "out.scp", "INEXACT", 1},
        CannotHold{"EdfIsReadOnly", "ecg simulate in.csv", "out.edf", "NOT_WRITABLE", 2},
        CannotHold{"UnknownSuffix", "ecg simulate in.csv", "out.bin", "NOT_WRITABLE", 2}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(EcgTool, OutputIsWholeOrNotAtAll) {
  ok("ecg simulate in.csv && mkdir d && ln -s target.scp link.scp");
  for (const char* target : {"nowhere/x.scp", "d", "nowhere/x.hea"}) {
    const Said said = sh(std::string("ecg convert in.csv ") + target + " --to scp");
    EXPECT_EQ(said.status, 1) << target;
    EXPECT_THAT(said.error, HasSubstr("CANNOT_WRITE")) << target;
  }
  EXPECT_EQ(sh("ls -A d").output, "");
  // A disk that fills while it is written: the old file stays, nothing new appears.
  ok("ecg convert in.csv out.xml && cp out.xml before.xml");
  const Said full = sh("( ulimit -f 8; trap '' XFSZ; ecg convert in.csv out.xml )");
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.error, HasSubstr("CANNOT_WRITE"));
  ok("cmp out.xml before.xml");
  const Said half = sh("( ulimit -f 8; trap '' XFSZ; ecg convert in.csv r.hea )");
  EXPECT_EQ(half.status, 1);
  EXPECT_FALSE(exists("r.hea") || exists("r.dat")) << "a header without its samples";
  EXPECT_EQ(sh("ls -A | grep part").output, "");
  // A link stays a link, a file may be converted onto itself.
  ok("ecg convert in.csv link.scp && test -L link.scp && ecg info target.scp");
  ok("ecg convert target.scp target.scp && ecg info target.scp");
}

TEST_F(EcgTool, TheSamplesOfAWfdbRecordAreNotReplacedByAnotherFile) {
  ok("ecg simulate r.hea && cp r.dat before.dat");
  for (const char* line : {"ecg convert r.hea r.dat --to scp", "ecg simulate r.dat --to csv"}) {
    const Said said = sh(line);
    EXPECT_EQ(said.status, 1) << line;
    EXPECT_THAT(said.error, HasSubstr("SAMPLES_OF_A_RECORD")) << line;
    ok("cmp r.dat before.dat");
  }
  // With its header it may be replaced, and a file of that name that no header names.
  ok("ecg convert r.hea r.dat --to wfdb && rm r.hea && ecg simulate r.dat --to csv");
}

TEST_F(EcgTool, LeadsRoundedAlikeAreSaidInOneLine) {
  ok("ecg simulate in.csv");
  const Said said = sh("ecg convert in.csv out.hea");
  EXPECT_THAT(said.error, HasSubstr("leads I, II, III, aVR"));
  EXPECT_EQ(std::count(said.error.begin(), said.error.end(), '\n'), 1) << said.error;
}

TEST_F(EcgTool, RoundingAndWhatWasLeftOutIsSaid) {
  // A step of a third of a microvolt is on no grid of SCP's.
  ok("printf '# rate_hz: 500\\n# unit: uV\\nI,II\\n0.3333333,2\\n0.1,3\\n77.77777,5\\n' > in.csv");
  const Said rounded = sh("ecg convert in.csv out.scp");
  EXPECT_EQ(rounded.status, 0);
  EXPECT_THAT(rounded.error, HasSubstr("ROUNDED"));
  EXPECT_THAT(sh("ecg convert in.csv out.scp --lang zh").error, HasSubstr("采样值经过舍入"));
  EXPECT_EQ(sh("ecg convert in.csv out.scp --exact").status, 1);
}

TEST_F(EcgTool, WhatTheTargetCannotSayIsSaid) {
  ok("printf '# rate_hz: 500\\n# unit: uV\\n# patient_name: Wang\\nI,II\\n1,2\\n3,4\\n' > in.csv");
  EXPECT_THAT(sh("ecg convert in.csv out.hea").error, HasSubstr("DESCRIPTION_LEFT_OUT"));
  EXPECT_EQ(sh("ecg convert in.csv out.scp").error, "");
  // A comment of WFDB's is no statement.
  ok("ecg convert in.csv out.hea && echo '# read by nobody' >> out.hea");
  EXPECT_THAT(sh("ecg convert out.hea out.dcm").error, HasSubstr("MARKS_LEFT_OUT"));
  EXPECT_EQ(sh("ecg convert out.hea again.hea").error, "");
}

}  // namespace
}  // namespace rdc::ecg::testing
