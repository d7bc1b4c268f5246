// The lists a reader works from: which items belong to which. Pure.
#pragma once

#include <array>

#include <QString>

#include "rdc/v1/worklist.pb.h"

namespace rdc::station {

// The values are remembered between starts: never renumbered.
enum class WorklistList {
  kOpen = 0,
  kUnread = 1,
  kMine = 2,  // claimed at this station by this person
  kDone = 3,
  kAll = 4,
  kToReview = 5,
  kMyDrafts = 6,
  kReturned = 7,  // to this person
  kAssigned = 8   // to this person
};

// In the order of the screen.
inline constexpr std::array kWorklistLists = {WorklistList::kOpen,     WorklistList::kUnread,   WorklistList::kMine,
                                              WorklistList::kMyDrafts, WorklistList::kToReview, WorklistList::kReturned,
                                              WorklistList::kAssigned, WorklistList::kDone,     WorklistList::kAll};

// To review: a preliminary report that is not with its author, and, where two people have to sign, not one's own.
bool is_on(const v1::WorklistItem& item, WorklistList list);
// "review": names its button.
const char* list_name(WorklistList list);
// "To review"
QString list_text(WorklistList list);
// What is open is all here, so that it can be counted; of what is done, the router lists the latest alone.
bool is_counted(WorklistList list);

// May it be taken as the next one? What waits for somebody else, returned or assigned, is left to them until it is
// overdue; one's own preliminary report waits for a reviewer.
bool is_for_me(const v1::WorklistItem& item, std::int64_t now_seconds);

}  // namespace rdc::station
