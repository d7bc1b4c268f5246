#include "reading_station/session/error_text.h"

#include <QCoreApplication>

namespace rdc::station {
namespace {

struct Sentence {
  const char* reason;
  const char* text;
};

// The source texts are English; translations come with the program's.
constexpr Sentence kSentences[] = {
    {"BAD_CREDENTIALS", QT_TRANSLATE_NOOP("rdc::station::Errors", "User name or password is wrong.")},
    {"LOCKED_OUT", QT_TRANSLATE_NOOP("rdc::station::Errors", "Too many wrong passwords: try again in 15 minutes.")},
    {"MUST_CHANGE_PASSWORD", QT_TRANSLATE_NOOP("rdc::station::Errors", "The initial password must be changed first.")},
    {"WEAK_PASSWORD",
     QT_TRANSLATE_NOOP(
         "rdc::station::Errors",
         "The new password needs at least 10 characters and must differ from the old one and from the user name.")},
    {"SESSION_EXPIRED", QT_TRANSLATE_NOOP("rdc::station::Errors", "The login has expired. Please log in again.")},
    {"CLAIMED_BY_ANOTHER",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "Another reader has taken this study. It can be viewed, not reported.")},
    {"ASSIGNED_TO_ANOTHER",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "This study is assigned to another reader. It can be viewed; take it over to report it.")},
    {"VIEWED_FROM_ARCHIVE",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "Opened from the archive to be read. Reports are written from the worklist.")},
    {"NEEDS_PRELIMINARY", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                            "This group's reports need two people: sign a preliminary report first.")},
    {"NEEDS_OTHER_SIGNER",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "This group's reports need two people: somebody other than the author signs.")},
    {"AMENDMENT_NEEDS_OTHER",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "This group's amendments are signed by somebody else: save yours as a draft, then assign the "
                       "study to them.")},
    {"OWN_REPORT", QT_TRANSLATE_NOOP("rdc::station::Errors", "It is your own report: change it and sign it again.")},
    {"WRONG_STATE",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "The report has moved on meanwhile: open the study again.")},
    {"NO_COMMENTS", QT_TRANSLATE_NOOP("rdc::station::Errors", "Say what the author is to change.")},
    {"COMMENTS_TOO_LONG", QT_TRANSLATE_NOOP("rdc::station::Errors", "Comments have at most 2,000 characters.")},
    {"NOTE_TOO_LONG", QT_TRANSLATE_NOOP("rdc::station::Errors", "A note has at most 500 characters.")},
    {"NO_SUCH_READER",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "This person may not sign reports any more: choose another.")},
    {"SEARCH_TOO_WIDE",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "Give the patient ID, the accession number, or at least two characters of the name.")},
    {"BAD_SEARCH", QT_TRANSLATE_NOOP("rdc::station::Errors", "A condition of the search is too long, or no date.")},
    {"BAD_PAGE_TOKEN", QT_TRANSLATE_NOOP("rdc::station::Errors", "This page does not exist: search again.")},
    {"NOT_CLAIMED", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                      "The study is no longer reserved for you. Open it again from the worklist.")},
    {"STALE_REVISION",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "The report was changed by somebody else meanwhile. Your text is kept here: look at the newest "
                       "revision below, then save or sign again.")},
    {"WRONG_PIN", QT_TRANSLATE_NOOP("rdc::station::Errors", "The signing PIN is wrong.")},
    {"WEAK_PIN", QT_TRANSLATE_NOOP("rdc::station::Errors", "A signing PIN has at least 6 characters.")},
    {"NO_SIGNING_KEY",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "You have no signing key yet. Set up your electronic signature first.")},
    {"KEY_EXISTS", QT_TRANSLATE_NOOP("rdc::station::Errors", "You already have a signing key.")},
    {"REVIEWER_NEEDED", QT_TRANSLATE_NOOP("rdc::station::Errors", "A second person must review and sign this report.")},
    {"OBJECT_DAMAGED",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "The centre's copy of this object is damaged. Tell the administrator.")},
    {"DIGEST_MISMATCH",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "What arrived is not what was stored: the transfer is repeated.")},
    {"NO_IMPRESSION", QT_TRANSLATE_NOOP("rdc::station::Errors", "The impression is empty.")},
    {"NO_AMENDMENT_REASON", QT_TRANSLATE_NOOP("rdc::station::Errors", "Give the reason for the change first.")},
    {"KEY_IMAGE_NOT_LOADED",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "A key image of the report cannot be drawn now. Go back to this study if another is on the "
                       "screen, wait until its images are here, or untick it. Nothing was signed.")},
    {"STILL_SAVING",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "Something is still being saved: try again in a moment.")},
    {"LEASE_LAPSED",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "The link was down too long: the study is free for others again.")},
    {"LOGIN_UNREACHABLE",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "The centre cannot be reached. Check the network, then log in again.")},
    {"NOT_YOUR_SIGNATURE",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "The centre does not accept this signing key: it has expired or was replaced.")},
    {"PDF_NOT_WRITTEN", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                          "The file cannot be written there: choose another folder, or free space.")},
    {"PDF_NOT_SIGNED",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "The PDF is not the one that was signed. It is not shown; tell the administrator.")},
    {"MARKS_NOT_KEPT", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                         "What you drew cannot be written to this station's disk: free some space, "
                                         "then change a mark.")},
    {"MARKED_IMAGES_NOT_SEEN",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "Marks from before are on images that were not shown again: look at these, then save.")},
    {"CACHE_FULL", QT_TRANSLATE_NOOP("rdc::station::Errors", "The disk of this station is full: free some space.")},
    {"CLOSED", QT_TRANSLATE_NOOP("rdc::station::Errors", "The case is closed already.")},
    {"NOT_DECIDED", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                      "Confirm or refute the case first: it is closed only after a decision.")},
    {"CASE_UNDECIDED",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "An alarm on this ECG is undecided: a cardiologist confirms or refutes it with the final "
                       "signature. A preliminary report can be signed now.")},
    {"CASE_NEEDS_CARDIOLOGIST",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "Only a cardiologist decides the case of this ECG: sign a preliminary report.")},
    {"DECISION_CONTRADICTS",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "The report finds an acute infarction, and the alarm would be refuted: change one of the two.")},
    {"CHECK_REFUSED",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "Not sent: the checker's name or password is wrong, or they may not send critical values.")},
    {"REASON_NEEDED", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                        "Not sent: by day a second person checks. Ask a colleague, or say why not.")},
    {"NO_SUCH_ENTRY",
     QT_TRANSLATE_NOOP("rdc::station::Errors", "Not sent: the county's list has changed. Choose the item once more.")},
    {"NOT_READ_BACK",
     QT_TRANSLATE_NOOP("rdc::station::Errors",
                       "The site has not read it back yet: a critical value is closed only after that.")},
    {"NO_ACTION", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                    "What was done is not on record yet: a critical value is closed only after that.")},
    {"NOTICE_FULL", QT_TRANSLATE_NOOP("rdc::station::Errors", "This critical value takes no more actions.")},
    {"NO_SUCH_NOTICE", QT_TRANSLATE_NOOP("rdc::station::Errors", "The centre does not know this critical value.")},
    {"NO_SUCH_CASE", QT_TRANSLATE_NOOP("rdc::station::Errors", "The centre does not know this case.")},
    {"NOT_NORMAL_HERE", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                          "This station's own analysis does not find it normal: read it by itself.")},
    {"TRACING_NOT_LOADED", QT_TRANSLATE_NOOP("rdc::station::Errors", "The tracing could not be shown.")},
    {"REPORT_BEGUN", QT_TRANSLATE_NOOP("rdc::station::Errors",
                                       "A report has been begun, or two signatures are asked for: read it by itself.")},
    {"BAD_CODE", QT_TRANSLATE_NOOP("rdc::station::Errors", "The enrolment code is mistyped.")},
    {"WRONG_CODE", QT_TRANSLATE_NOOP("rdc::station::Errors", "The enrolment code does not open this file.")},
};

const char* general_sentence(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnavailable:
      return QT_TRANSLATE_NOOP("rdc::station::Errors", "The centre cannot be reached now. Trying again.");
    case ErrorCode::kUnauthenticated:
      return QT_TRANSLATE_NOOP("rdc::station::Errors", "The login has expired. Please log in again.");
    case ErrorCode::kDenied:
      return QT_TRANSLATE_NOOP("rdc::station::Errors", "Your role does not allow this.");
    case ErrorCode::kNotFound:
      return QT_TRANSLATE_NOOP("rdc::station::Errors", "It does not exist, or not for you.");
    case ErrorCode::kCancelled:
      return QT_TRANSLATE_NOOP("rdc::station::Errors", "Cancelled.");
    default:
      return nullptr;
  }
}

}  // namespace

QString error_text(const Error& error) {
  const auto translated = [](const char* text) { return QCoreApplication::translate("rdc::station::Errors", text); };
  for (const auto& sentence : kSentences) {
    if (error.reason == sentence.reason) return translated(sentence.text);
  }
  if (const char* general = general_sentence(error.code)) return translated(general);
  return error.message.empty() ? QString::fromStdString(error.reason) : QString::fromStdString(error.message);
}

}  // namespace rdc::station
