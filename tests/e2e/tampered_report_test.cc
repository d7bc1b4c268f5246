// One altered byte, wherever it is, and nobody takes the report for signed: not the router that receives it, not the
// offline commands of either program. (The agent's inbox: tests/acquisition_agent/inbox_test.cc.)
#include <fstream>

#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "tests/testkit/must.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;
namespace stdfs = std::filesystem;

std::string flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}
void write(const stdfs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

class TamperedReport : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 8});
    reader_ = township_->person("reading-1", "li");
    ASSERT_TRUE(reader_->enrol_signing_key(Township::kPin));
    const auto study = township_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
    ASSERT_TRUE(study);
    ASSERT_TRUE(township_->dr().send(*study));
    auto item = reader_->wait_for_item([](const auto& each) { return each.instance_count() == 1; }, 60s);
    ASSERT_TRUE(item) << item.error().message;
    item_ = std::make_unique<v1::WorklistItem>(std::move(*item));
    write(centre(), *base::read_file(township_->county().router_data() / "keys" / "ca.pem", 64 * 1024));
  }
  static void TearDownTestSuite() {
    reader_.reset();
    item_.reset();
    township_.reset();
  }

  static stdfs::path centre() { return township_->scratch() / "centre.pem"; }
  static SignedReport prepared(v1::ReportStatus status) {
    EXPECT_TRUE(reader_->claim(item_->item_id()));
    auto report = reader_->prepare_report(*item_, {"胸痛2小时", "双肺野清晰。", "心肺膈未见明显异常。", status});
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(SignedReport{});
  }
  static std::int64_t at_router(const std::string& sql) {
    return must(township_->county().router_catalog())->count(sql);
  }

  // One set of files for each altered byte; what is not altered is the same file under another name.
  class Copies {
   public:
    explicit Copies(const std::string& name) : directory_(township_->scratch() / name) {
      stdfs::create_directories(directory_);
    }
    void whole(const SignedReport& report) {
      write(file("whole", ".json"), report.document);
      write(file("whole", ".p7s"), report.signature);
      write(file("whole", ".pdf"), report.pdf);
    }
    void add(const std::string& stem, const char* altered_ending, const std::string& bytes) {
      for (const char* ending : {".json", ".p7s", ".pdf"})
        if (std::string(ending) == altered_ending)
          write(file(stem, ending), bytes);
        else
          stdfs::create_hard_link(file("whole", ending), file(stem, ending));
      documents_.push_back(file(stem, ".json").string());
    }
    void add_every_byte(const char* ending, const std::string& bytes) {
      for (std::size_t at = 0; at < bytes.size(); ++at)
        add(std::string(ending + 1) + "-" + std::to_string(at), ending, flipped(bytes, at));
    }
    const std::vector<std::string>& documents() const { return documents_; }
    stdfs::path file(const std::string& stem, const char* ending) const { return directory_ / (stem + ending); }

   private:
    const stdfs::path directory_;
    std::vector<std::string> documents_;
  };

  static Finished verify(std::vector<std::string> command, const std::vector<std::string>& documents) {
    command[0] = (stdfs::path(RDC_PROGRAMS) / command[0]).string();
    command.insert(command.end(), {"--centre", centre().string()});
    command.insert(command.end(), documents.begin(), documents.end());
    auto finished = run({command, {}, {}, {}, {}});
    EXPECT_TRUE(finished) << finished.error().message;
    return finished.value_or(Finished{});
  }

  static std::unique_ptr<Township> township_;
  static std::unique_ptr<StationClient> reader_;
  static std::unique_ptr<v1::WorklistItem> item_;
};
std::unique_ptr<Township> TamperedReport::township_;
std::unique_ptr<StationClient> TamperedReport::reader_;
std::unique_ptr<v1::WorklistItem> TamperedReport::item_;

// The router's own unit test goes through every byte; here a seeded hundred of each part, to the real process.
TEST_F(TamperedReport, TheRouterTakesNothingAltered) {
  const SignedReport report = prepared(v1::REPORT_STATUS_FINAL);
  const auto expect_refused = [&](std::string SignedReport::*part, const char* name) {
    for (int i = 0; i < 100; ++i) {
      SignedReport altered = report;
      const auto at = township_->random().between(0, (report.*part).size() - 1);
      altered.*part = flipped(report.*part, at);
      EXPECT_FALSE(reader_->submit(altered)) << name << ", byte " << at;
    }
  };
  expect_refused(&SignedReport::document, "document");
  expect_refused(&SignedReport::signature, "signature");
  expect_refused(&SignedReport::pdf, "PDF");
  EXPECT_EQ(at_router("SELECT count(*) FROM report_revision"), 0) << "nothing half-done";
  EXPECT_EQ(at_router("SELECT count(*) FROM letter"), 0);
  ASSERT_TRUE(reader_->submit(report)) << "untouched, it is taken";
}

TEST_F(TamperedReport, OfflineCommandsFindEveryAlteredByte) {
  const SignedReport report = prepared(v1::REPORT_STATUS_PRELIMINARY);
  Copies copies("flips");
  copies.whole(report);
  copies.add_every_byte(".json", report.document);
  copies.add_every_byte(".p7s", report.signature);
  copies.add_every_byte(".pdf", report.pdf);
  ASSERT_GT(copies.documents().size(), 2'000U);
  const std::vector<std::vector<std::string>> programs{{"dicom-router", "report", "verify"},
                                                       {"acquisition-agent", "verify-report"}};
  for (const auto& program : programs) {
    const auto untouched = verify(program, {copies.file("whole", ".json").string()});
    EXPECT_EQ(untouched.ended.exit_code, 0) << program[0] << ":\n" << untouched.output;
    const auto found = verify(program, copies.documents());
    EXPECT_EQ(found.ended.exit_code, 3) << program[0];
    for (const auto& document : copies.documents())
      EXPECT_NE(found.output.find(document + ": NOT VALID"), std::string::npos) << program[0] << ": " << document;
  }
}

TEST_F(TamperedReport, OfflineCommandsFindEveryAlteredByteOfTheRevisionBefore) {
  if (at_router("SELECT count(*) FROM report_revision") == 0) {
    ASSERT_TRUE(reader_->submit(prepared(v1::REPORT_STATUS_FINAL)));
  }
  // The router's copy of the first revision is what the second links to.
  const auto rows = (*township_->county().router_catalog())
                        ->rows("SELECT document_sha256 FROM report_revision ORDER BY ordinal LIMIT 1");
  ASSERT_TRUE(rows && rows->size() == 1);
  const std::string digest = rows->front()[0];
  const auto previous =
      base::read_file(township_->county().router_data() / "objects" / digest.substr(0, 2) / digest, 1 << 20);
  ASSERT_TRUE(previous) << previous.error().message;
  const SignedReport next = prepared(v1::REPORT_STATUS_AMENDED);
  Copies copies("links");
  copies.whole(next);
  const auto file = copies.file("previous", ".txt");
  const std::vector<std::vector<std::string>> programs{{"dicom-router", "report", "verify"},
                                                       {"acquisition-agent", "verify-report"}};
  for (auto program : programs) {
    program.insert(program.end(), {"--previous", file.string()});
    write(file, *previous);
    const auto linked = verify(program, {copies.file("whole", ".json").string()});
    EXPECT_EQ(linked.ended.exit_code, 0) << program[0] << ":\n" << linked.output;
    // Each run is a process: a seeded forty. Every byte goes through verify_link in its own test.
    for (int i = 0; i < 40; ++i) {
      const auto at = township_->random().between(0, previous->size() - 1);
      write(file, flipped(*previous, at));
      const auto broken = verify(program, {copies.file("whole", ".json").string()});
      EXPECT_EQ(broken.ended.exit_code, 3) << program[0] << ", byte " << at << ":\n" << broken.output;
      EXPECT_NE(broken.output.find("BROKEN_LINK"), std::string::npos) << broken.output;
    }
  }
}

TEST_F(TamperedReport, AnotherCentresCertificateProvesNothing) {
  const SignedReport report = prepared(v1::REPORT_STATUS_FINAL);
  Copies copies("foreign");
  copies.whole(report);
  const auto made =
      run({{(stdfs::path(RDC_PROGRAMS) / "dicom-router").string(), "init", "--data",
            (township_->scratch() / "foreign-centre").string(), "--name", township_->county().options().centre_name},
           {},
           {},
           {},
           {}});
  ASSERT_TRUE(made && made->ok()) << made->output;
  write(centre(), *base::read_file(township_->scratch() / "foreign-centre" / "keys" / "ca.pem", 64 * 1024));
  for (const auto& program : {std::vector<std::string>{"dicom-router", "report", "verify"},
                              std::vector<std::string>{"acquisition-agent", "verify-report"}}) {
    const auto refused = verify(program, {copies.file("whole", ".json").string()});
    EXPECT_EQ(refused.ended.exit_code, 3) << refused.output;
    EXPECT_NE(refused.output.find("SIGNER_NOT_TRUSTED"), std::string::npos) << refused.output;
  }
}

}  // namespace
}  // namespace rdc::testkit
