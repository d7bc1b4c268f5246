#include "reading_station/worklist/worklist_lists.h"

#include <QCoreApplication>

#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {
namespace {

QString list_word(const char* word) { return QCoreApplication::translate("rdc::station::WorklistLists", word); }

bool is_overdue(const v1::WorklistItem& item, std::int64_t now_seconds) {
  return item.due_at().seconds() != 0 && item.due_at().seconds() < now_seconds;
}

bool waits_for_review(const v1::WorklistItem& item) {
  if (is_amendment_to_sign(item)) return !item.draft_author().me();
  if (item.status() != v1::WORKLIST_STATUS_PRELIMINARY || item.has_returned_to()) return false;
  return !(item.needs_reviewer() && item.preliminary_author().me());
}

}  // namespace

bool is_signed_again(const v1::WorklistItem& item) {
  return item.status() == v1::WORKLIST_STATUS_PRELIMINARY && item.has_last_returned_by();
}

bool comes_back_to_me(const v1::WorklistItem& item) {
  return is_signed_again(item) && item.last_returned_by().me() && waits_for_review(item);
}

bool is_amendment_to_sign(const v1::WorklistItem& item) {
  const bool published = item.status() == v1::WORKLIST_STATUS_FINAL || item.status() == v1::WORKLIST_STATUS_AMENDED;
  const bool at_it = !item.claimed_by_name().empty() && !item.claimed_by_me();
  return published && item.needs_reviewer() && item.has_draft_author() && !at_it;
}

int turn_of(const v1::WorklistItem& item, std::int64_t now_seconds) {
  if (comes_back_to_me(item)) return 0;
  return is_signed_again(item) && !is_overdue(item, now_seconds) ? 2 : 1;
}

bool is_on(const v1::WorklistItem& item, WorklistList list) {
  switch (list) {
    case WorklistList::kOpen:
      return is_open(item.status());
    case WorklistList::kUnread:
      return item.status() == v1::WORKLIST_STATUS_UNREAD;
    case WorklistList::kMine:
      return item.claimed_by_me();
    case WorklistList::kDone:
      return !is_open(item.status());
    case WorklistList::kToReview:
      return waits_for_review(item);
    case WorklistList::kMyDrafts:
      return item.draft_author().me();
    case WorklistList::kReturned:
      return item.returned_to().me();
    case WorklistList::kAssigned:
      return item.assigned_to().me();
    case WorklistList::kAll:
      break;
  }
  return true;
}

const char* list_name(WorklistList list) {
  constexpr const char* kNames[] = {"open",   "unread", "mine",     "done",    "all",
                                    "review", "drafts", "returned", "assigned"};
  return kNames[static_cast<std::size_t>(list)];
}

QString list_text(WorklistList list) {
  switch (list) {
    case WorklistList::kOpen:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "Open"));
    case WorklistList::kUnread:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "Unread"));
    case WorklistList::kMine:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "Mine"));
    case WorklistList::kDone:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "Reported"));
    case WorklistList::kToReview:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "To review"));
    case WorklistList::kMyDrafts:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "My drafts"));
    case WorklistList::kReturned:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "Returned to me"));
    case WorklistList::kAssigned:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "Assigned to me"));
    case WorklistList::kAll:
      return list_word(QT_TRANSLATE_NOOP("rdc::station::WorklistLists", "All"));
  }
  return {};
}

bool is_counted(WorklistList list) { return list != WorklistList::kDone && list != WorklistList::kAll; }

bool is_for_me(const v1::WorklistItem& item, std::int64_t now_seconds) {
  if (is_amendment_to_sign(item)) return waits_for_review(item) && (!item.has_assigned_to() || item.assigned_to().me());
  const bool waits = item.status() == v1::WORKLIST_STATUS_UNREAD || item.status() == v1::WORKLIST_STATUS_PRELIMINARY ||
                     (item.status() == v1::WORKLIST_STATUS_CLAIMED && item.claimed_by_me());
  const bool taken = !item.claimed_by_name().empty() && !item.claimed_by_me();
  if (!waits || taken) return false;
  const bool overdue = is_overdue(item, now_seconds);
  if (item.has_assigned_to()) return item.assigned_to().me() || overdue;
  if (item.has_returned_to()) return item.returned_to().me() || overdue;
  return item.status() != v1::WORKLIST_STATUS_PRELIMINARY || waits_for_review(item);
}

}  // namespace rdc::station
