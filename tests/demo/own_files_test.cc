// `scripts/demo --input DIR`: what somebody's own files become, and that it ends well.
#include <fstream>

#include <gtest/gtest.h>

#include "ecg/formats/write.h"
#include "ecg/simulation/simulator.h"
#include "tests/testkit/child_process.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::demo {
namespace {

using namespace std::chrono_literals;
using ecg::simulation::Morphology;

void put(const std::filesystem::path& folder, Morphology morphology, ecg::Format format, const std::string& name) {
  ecg::simulation::Request request;
  request.morphology = morphology;
  const auto written = ecg::write(ecg::simulation::simulate(request).recording, format, {.record_name = name});
  ASSERT_TRUE(written) << written.error().message;
  for (const auto& file : written->files) {
    const auto& bytes = file.bytes;
    std::ofstream(folder / (name + file.suffix), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
}

TEST(DemoWithOwnFiles, ReadsWhatIsAnEcgAnswersItsAlarmAndSaysWhyTheRestIsKeptAside) {
  testkit::ScratchDirectory scratch("own-files");
  const auto own = scratch / "own";
  std::filesystem::create_directories(own);
  put(own, Morphology::kAnteriorStemi, ecg::Format::kScp, "infarction");
  put(own, Morphology::kNormal, ecg::Format::kWfdb, "normal");
  std::ofstream(own / "letter.txt") << "no examination";
  const auto done = testkit::run({{RDC_PROGRAMS "/county-demo", "--programs", RDC_PROGRAMS, "--out",
                                   (scratch / "out").string(), "--input", own.string()},
                                  {"QT_QPA_PLATFORM=offscreen"},
                                  {},
                                  {},
                                  {}},
                                 240s);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->ended.exit_code, 0) << done->output;
  EXPECT_NE(done->output.find("3 bit-identical"), std::string::npos) << done->output;  // a WFDB record is two files
  EXPECT_NE(done->output.find("1 quarantined"), std::string::npos) << done->output;
  EXPECT_NE(done->output.find("2 reports verified offline"), std::string::npos) << done->output;
}

}  // namespace
}  // namespace rdc::demo
