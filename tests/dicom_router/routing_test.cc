#include "dicom_router/routing/routing_rules.h"

#include <gtest/gtest.h>

namespace rdc::router {
namespace {

RoutingQuestion question(const char* modality, v1::Urgency urgency, const char* body_part = "") {
  RoutingQuestion asked;
  asked.modalities = {modality};
  asked.urgency = urgency;
  asked.body_part = body_part;
  return asked;
}

TEST(Routing, BuiltInLimitsAreThoseOfTheClinicalRules) {
  const RoutingRules rules;
  EXPECT_EQ(rules.route(question("ECG", v1::URGENCY_EMERGENCY)).limit_minutes, 5);
  EXPECT_EQ(rules.route(question("ECG", v1::URGENCY_ROUTINE)).limit_minutes, 30);
  EXPECT_EQ(rules.route(question("DX", v1::URGENCY_EMERGENCY)).limit_minutes, 30);
  EXPECT_EQ(rules.route(question("DX", v1::URGENCY_ROUTINE)).limit_minutes, 120);
  EXPECT_EQ(rules.route(question("CT", v1::URGENCY_EMERGENCY)).limit_minutes, 60);
  EXPECT_EQ(rules.route(question("CT", v1::URGENCY_EMERGENCY, "Head")).limit_minutes, 30);
  EXPECT_EQ(rules.route(question("MR", v1::URGENCY_ROUTINE)).limit_minutes, 240);
}

TEST(Routing, TheFirstMatchingRuleDecidesAndLeavesTheRestToTheDefaults) {
  auto rules = RoutingRules::parse(
      "[[rule]]\nmodality = [\"CT\"]\nbody_part = [\"head\"]\nreading_group = \"neuro\"\nset_urgency = \"emergency\"\n"
      "sign_off = \"author_and_reviewer\"\n[[rule]]\nmodality = [\"CT\"]\nreading_group = \"body\"\nlimit_minutes = "
      "7\n",
      "routing.toml");
  ASSERT_TRUE(rules) << rules.error().message;
  const auto head = rules->route(question("CT", v1::URGENCY_ROUTINE, "BRAIN HEAD"));
  EXPECT_EQ(head.reading_group, "neuro");
  EXPECT_EQ(head.urgency, v1::URGENCY_EMERGENCY);
  EXPECT_EQ(head.limit_minutes, 30);
  EXPECT_EQ(head.sign_off, v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER);
  EXPECT_EQ(rules->route(question("CT", v1::URGENCY_ROUTINE, "CHEST")).limit_minutes, 7);
  EXPECT_EQ(rules->route(question("DX", v1::URGENCY_ROUTINE)).reading_group, "radiography");
}

TEST(Routing, WhateverIsWrongIsNamedWithItsLine) {
  struct Case {
    const char* toml;
    const char* line;
  };
  for (const auto& [toml, line] :
       {Case{"[[rule]]\nreading_group = \"x\"\nmodalty = [\"CT\"]\n", "r:3: "},
        Case{"[[rule]]\nreading_group = \"x\"\n\nlimit_minutes = \"5\"\n", "r:4: "},
        Case{"\n[[rule]]\nmodality = [\"CT\"]\n", "r:2: "}, Case{"colour = 1\n", "r:1: "}, Case{"[[rule]\n", "r:1: "},
        Case{"[[rule]]\nreading_group = \"x\"\nurgency = [\"soon\"]\n", "r:3: "}}) {
    auto rules = RoutingRules::parse(toml, "r");
    ASSERT_FALSE(rules) << toml;
    EXPECT_EQ(rules.error().message.rfind(line, 0), 0u) << rules.error().message;
  }
}

}  // namespace
}  // namespace rdc::router
