#include "reading_station/worklist/emergency_notice.h"

#include <gtest/gtest.h>

namespace rdc::station {
namespace {

v1::WorklistItem item(const char* id, v1::Urgency urgency, v1::WorklistStatus status, const char* modality = "CT") {
  v1::WorklistItem made;
  made.set_item_id(id);
  made.set_urgency(urgency);
  made.set_status(status);
  made.add_modalities(modality);
  return made;
}

constexpr auto kWaits = v1::WORKLIST_STATUS_UNREAD;

TEST(EmergencyNotice, WhatWasThereBeforeIsNoNews) {
  EmergencyNotice notice;
  notice.begin({item("a", v1::URGENCY_EMERGENCY, kWaits)});
  EXPECT_TRUE(notice.news({item("a", v1::URGENCY_EMERGENCY, kWaits)}).empty());
}

TEST(EmergencyNotice, ANewOneIsToldOnce) {
  EmergencyNotice notice;
  notice.begin({});
  const auto first = notice.news({item("a", v1::URGENCY_EMERGENCY, kWaits), item("b", v1::URGENCY_ROUTINE, kWaits)});
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].item_id(), "a");
  EXPECT_TRUE(notice.news({item("a", v1::URGENCY_EMERGENCY, kWaits)}).empty());  // one more image of it arrived
}

TEST(EmergencyNotice, RaisedLaterItIsNews) {
  EmergencyNotice notice;
  notice.begin({item("a", v1::URGENCY_ROUTINE, kWaits)});
  EXPECT_EQ(notice.news({item("a", v1::URGENCY_EMERGENCY, kWaits)}).size(), 1U);
}

TEST(EmergencyNotice, GivenBackWaitsItIsNewsAgain) {
  EmergencyNotice notice;
  notice.begin({item("a", v1::URGENCY_EMERGENCY, kWaits)});
  EXPECT_TRUE(notice.news({item("a", v1::URGENCY_EMERGENCY, v1::WORKLIST_STATUS_CLAIMED)}).empty());
  EXPECT_EQ(notice.news({item("a", v1::URGENCY_EMERGENCY, kWaits)}).size(), 1U);
}

TEST(EmergencyNotice, AnEcgHasAnAlarmOfItsOwn) {
  EmergencyNotice notice;
  EXPECT_TRUE(notice.news({item("a", v1::URGENCY_EMERGENCY, kWaits, "ECG")}).empty());
}

}  // namespace
}  // namespace rdc::station
