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

// To review: what waits for somebody's second look. A preliminary report that is not with its author; where two people
// have to sign, not one's own, and an amendment too that its author, somebody else, has written and put down.
bool is_on(const v1::WorklistItem& item, WorklistList list);
// "review": names its button.
const char* list_name(WorklistList list);
// "To review"
QString list_text(WorklistList list);
// What is open is all here, so that it can be counted; of what is done, the router lists the latest alone.
bool is_counted(WorklistList list);

// A preliminary report that was returned, and has been signed again since.
bool is_signed_again(const v1::WorklistItem& item);
// It was this person who returned it: theirs to look at first. Others may take it all the same.
bool comes_back_to_me(const v1::WorklistItem& item);
// Written as a draft where two people sign, and nobody is at it: it waits for somebody other than its author.
bool is_amendment_to_sign(const v1::WorklistItem& item);
// Among equally urgent ones: 0 what comes back to this person, 2 what comes back to somebody else, who has until it is
// overdue; 1 everything else.
int turn_of(const v1::WorklistItem& item, std::int64_t now_seconds);

// May it be taken as the next one? What waits for somebody else, returned or assigned, is left to them until it is
// overdue; one's own preliminary report waits for a reviewer.
bool is_for_me(const v1::WorklistItem& item, std::int64_t now_seconds);

}  // namespace rdc::station
