#include "reading_station/session/error_text.h"

#include <gtest/gtest.h>
#include <QRegularExpression>

#include "reading_station/app/language.h"

namespace rdc::station {
namespace {

constexpr const char* kReasons[] = {
    "BAD_CREDENTIALS", "LOCKED_OUT",     "MUST_CHANGE_PASSWORD", "WEAK_PASSWORD",     "SESSION_EXPIRED",
    "NOT_CLAIMED",     "STALE_REVISION", "CLAIMED_BY_ANOTHER",   "WRONG_PIN",         "WEAK_PIN",
    "NO_SIGNING_KEY",  "KEY_EXISTS",     "REVIEWER_NEEDED",      "OBJECT_DAMAGED",    "DIGEST_MISMATCH",
    "CACHE_FULL",      "NO_IMPRESSION",  "NO_AMENDMENT_REASON",  "STILL_SAVING",      "LEASE_LAPSED",
    "BAD_CODE",        "WRONG_CODE",     "LOGIN_UNREACHABLE",    "NOT_YOUR_SIGNATURE"};

TEST(ErrorText, EveryReasonIsASentenceInBothLanguages) {
  const QRegularExpression chinese(QStringLiteral("[\\x{4E00}-\\x{9FFF}]"));
  for (const char* reason : kReasons) {
    const Error error{ErrorCode::kConflict, reason, "the router's own words"};
    Language language;
    language.use("en");
    const QString english = error_text(error);
    EXPECT_NE(english, "the router's own words") << reason;
    EXPECT_FALSE(english.contains(chinese)) << english.toStdString();
    language.use("zh_CN");
    EXPECT_TRUE(error_text(error).contains(chinese)) << reason;
    EXPECT_FALSE(error_text(error).contains(QRegularExpression("[A-Za-z]{4}"))) << error_text(error).toStdString();
  }
}

TEST(ErrorText, AnUnknownReasonSaysWhatTheRouterSaid) {
  EXPECT_EQ(error_text({ErrorCode::kInvalid, "SOMETHING_NEW", "do this and that"}), "do this and that");
  EXPECT_EQ(error_text({ErrorCode::kInvalid, "SOMETHING_NEW", ""}), "SOMETHING_NEW");
}

TEST(ErrorText, ADeadLinkIsSaidInPlainWordsWhateverGrpcCallsIt) {
  const QString text = error_text({ErrorCode::kUnavailable, "", "failed to connect to all addresses; ipv4:127.0.0.1"});
  EXPECT_EQ(text, "The centre cannot be reached now. Trying again.");
}

}  // namespace
}  // namespace rdc::station
