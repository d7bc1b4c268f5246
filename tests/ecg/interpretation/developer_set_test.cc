// The emergency set's verdicts hold at the working point on what the weights were fitted to: a guard against a change
// that breaks features or weights, no measure of the score (docs/ecg-performance.md has the cross-validated figures).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "ecg/evaluation/statement_evaluation.h"
#include "ecg/formats/read.h"
#include "ecg/interpretation/fact_names.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"

namespace rdc::ecg::evaluation {
namespace {

// A limit is evidence where it was passed.
bool is_passed(const Fact& fact) {
  if (!fact.threshold) return fact.relation.empty();
  const double value = fact.value, limit = *fact.threshold;
  const bool above = fact.relation.front() == '>', or_equal = fact.relation.size() == 2;
  return (above ? value > limit : value < limit) || (or_equal && value == limit);
}

TEST(EmergencySet, IsJudgedAsWhenTheWeightsWereFitted) {
  const char* data = std::getenv("RDC_DATA");
  if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
  const auto folder = std::filesystem::path(data) / "ecg/hmc";
  StatementTally tally;
  for (const auto& [record, label] : read_label_file(folder)) {
    const auto reference = labels_from_text(label);
    if (!reference.infarction) continue;
    const auto recording = read(folder / (record + ".hea"));
    ASSERT_TRUE(recording.has_value()) << record;
    const auto measured = measure(*recording);
    ASSERT_TRUE(measured.has_value()) << record;
    const auto said = interpret(*recording, *measured);
    tally.add(reference, said);
    for (const auto& s : said.statements) {
      for (const auto& fact : s.evidence.facts) {
        EXPECT_NE(text_of_fact(fact.name).chinese, fact.name) << record;
        EXPECT_TRUE(is_passed(fact)) << record << " " << s.code << " " << fact.name;
      }
    }
  }
  const auto& score = tally.scores().at("STEMI, tier suspected or alarm");
  EXPECT_EQ(score.sensitivity.of, 88U);
  EXPECT_GE(score.sensitivity.value(), 0.75);
  EXPECT_GE(score.specificity.value(), 0.92);
}

}  // namespace
}  // namespace rdc::ecg::evaluation
