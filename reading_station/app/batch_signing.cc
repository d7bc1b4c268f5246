#include "reading_station/app/batch_signing.h"

#include <algorithm>
#include <utility>

#include "reading_station/app/study_mapping.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/ecg_view/overread.h"
#include "reading_station/ecg_view/report_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr qsizetype kMostInABatch = 200;  // ListSummaries' limit
constexpr quint64 kBatchCacheBytes = 256ULL << 20;

bool is_unread_ecg(const v1::WorklistItem& item) {
  // Two signatures are not given together, and what is given to somebody else is left to them.
  const bool for_another = item.has_assigned_to() && !item.assigned_to().me();
  if (item.needs_reviewer() || for_another) return false;
  return item.status() == v1::WORKLIST_STATUS_UNREAD && item.modalities_size() == 1 && item.modalities(0) == "ECG" &&
         item.instance_count() == 1 && !item.has_conflict();
}

// The rule is the centre's (batch_signable). What must never be signed unseen in company is checked here as well.
bool may_be_signed_so(const v1::EcgSummary& summary) {
  return summary.batch_signable() && !summary.critical() && summary.tier() == v1::ECG_TIER_NONE &&
         summary.unreadable_reason().empty() && summary.case_id().empty() && !summary.overread();
}

}  // namespace

BatchSigning::BatchSigning(RouterConnection& connection, const std::filesystem::path& data, const base::Clock& clock,
                           base::IdGenerator& ids, QObject* parent)
    : QObject(parent),
      connection_(connection),
      ecgs_(connection.calls()),
      studies_(connection.calls()),
      claims_(connection.calls()),
      objects_(connection.calls(), data / "cache-batch", kBatchCacheBytes),
      desk_(connection, data / "drafts", clock, ids) {
  connect(&objects_, &ObjectSource::arrived, this, [this](const QString& digest, const StoredObjectPtr& object) {
    if (digest != std::exchange(wanted_digest_, QString())) return;
    connection_.calls().background(
        [object, charset = charset_.toStdString()] { return read_and_analyse(*object, charset); },
        [this, mine = generation_](Result<AnalysedEcg> ecg) {
          if (mine != generation_ || current_ < 0) return;
          if (!ecg) return give_up(ecg.error());
          // The station's own look at it is a second pair of eyes on the centre's rule.
          if (ecg->analysis->tier() != v1::ECG_TIER_NONE || !ecg->analysis->critical().empty())
            return give_up({ErrorCode::kConflict, "NOT_NORMAL_HERE", ""});
          at(current_).ecg = std::move(*ecg);
          Q_EMIT tracing_ready();
        });
  });
  connect(&objects_, &ObjectSource::failed, this, [this](const QString& digest) {
    if (digest == std::exchange(wanted_digest_, QString()))
      give_up({ErrorCode::kUnavailable, "TRACING_NOT_LOADED", ""});
  });
  connect(&claims_, &ClaimKeeper::granted, this, [this](const v1::WorklistItem&) {
    if (signing_ < 0 || desk_.busy()) return;
    studies_.get_study(from(at(signing_).item.study_id()),
                       [this, mine = generation_](const Result<v1::GetStudyReply>& study) {
                         if (mine != generation_ || signing_ < 0) return;
                         if (!study) return sign_failed(study.error());
                         desk_.open(*study);
                       });
  });
  connect(&claims_, &ClaimKeeper::refused, this, [this](const Error& error) {
    if (signing_ >= 0) sign_failed(error);
  });
  connect(&desk_, &ReportDesk::load_failed, this, &BatchSigning::sign_failed);
  connect(&desk_, &ReportDesk::kept_set_aside, this, &BatchSigning::kept_set_aside);
  connect(&desk_, &ReportDesk::sign_failed, this, &BatchSigning::sign_failed);
  connect(&desk_, &ReportDesk::loaded, this, [this] {
    if (signing_ < 0) return;
    const auto& entry = at(signing_);
    // Somebody has begun a report meanwhile, or the rule of the group wants two people.
    const auto& next = desk_.next_statuses();
    if (!desk_.revisions().empty() || next.empty() || next.front() != v1::REPORT_STATUS_FINAL)
      return sign_failed({ErrorCode::kConflict, "REPORT_BEGUN", ""});
    Overread overread;
    overread.begin(*entry.ecg.analysis);
    for (const auto& statement : entry.ecg.analysis->statements()) overread.accept(statement.code());
    desk_.set_recording(entry.ecg.recording);
    desk_.set_tracing_note(measurement_sentence(*entry.ecg.analysis, overread));
    desk_.set_coded_findings(overread.standing_codes());
    ReportText text;
    text.history = desk_.text().history;
    text.findings = measurement_sentence(*entry.ecg.analysis, overread);
    text.impression = overread.standing_texts().join(QLatin1Char('\n'));
    text.language = language_;
    desk_.sign(text, v1::REPORT_STATUS_FINAL, pin_);
  });
  connect(&desk_, &ReportDesk::report_signed, this, [this] {
    if (signing_ < 0) return;
    at(signing_).state = State::kSigned;
    claims_.release();
    Q_EMIT progress();
    sign_next();
  });
}

void BatchSigning::begin(const std::vector<v1::WorklistItem>& items) {
  stop();
  std::vector<v1::WorklistItem> unread;
  QStringList studies;
  for (const auto& item : items) {
    if (!is_unread_ecg(item) || studies.size() >= kMostInABatch) continue;
    unread.push_back(item);
    studies << from(item.study_id());
  }
  if (unread.empty()) return Q_EMIT ready();
  ecgs_.list_summaries(studies, [this, mine = generation_, unread](const Result<v1::ListEcgSummariesReply>& reply) {
    if (mine != generation_) return;
    if (!reply) return Q_EMIT failed(reply.error());
    take(*reply, unread);
  });
}

void BatchSigning::take(const v1::ListEcgSummariesReply& reply, const std::vector<v1::WorklistItem>& items) {
  for (const auto& item : items) {
    std::vector<const v1::EcgSummary*> own;
    for (const auto& summary : reply.summaries()) {
      if (summary.study_id() == item.study_id()) own.push_back(&summary);
    }
    if (own.size() == 1 && may_be_signed_so(*own.front())) entries_.push_back({item, *own.front(), {}, {}, {}});
  }
  Q_EMIT ready();
  next();
}

void BatchSigning::stop() {
  ++generation_;
  claims_.release();
  desk_.close();
  entries_.clear();
  current_ = signing_ = -1;
  pin_.clear();
  wanted_digest_.clear();
}

int BatchSigning::seen() const {
  return static_cast<int>(
      std::count_if(entries_.begin(), entries_.end(), [](const Entry& one) { return one.state == State::kSeen; }));
}

void BatchSigning::next() {
  const auto waiting =
      std::find_if(entries_.begin(), entries_.end(), [](const Entry& one) { return one.state == State::kWaiting; });
  current_ = waiting == entries_.end() ? -1 : static_cast<int>(waiting - entries_.begin());
  Q_EMIT moved();
  if (current_ >= 0) load_current();
}

void BatchSigning::load_current() {
  const QString study_id = from(at(current_).item.study_id());
  objects_.set_study(study_id);
  studies_.get_study(study_id, [this, mine = generation_, index = current_](const Result<v1::GetStudyReply>& study) {
    if (mine != generation_ || index != current_) return;
    if (!study) return give_up(study.error());
    for (const auto& series : study->series()) {
      for (const auto& instance : series.instances()) {
        // Exactly the tracing that the rule was applied to.
        if (!is_waveform(instance) || instance.object().sha256() != at(index).summary.sha256()) continue;
        wanted_digest_ = from(instance.object().sha256());
        charset_ = from(instance.charset_override());
        return objects_.request(wanted_digest_, instance.object().size(), ObjectSource::Priority::kNow);
      }
    }
    give_up({ErrorCode::kConflict, "TRACING_NOT_LOADED", ""});
  });
}

void BatchSigning::give_up(const Error& error) {
  if (current_ < 0) return;
  at(current_).state = State::kSkipped;
  at(current_).problem = error;
  next();
}

void BatchSigning::shown() {
  if (current_ < 0 || at(current_).state != State::kWaiting || !at(current_).ecg.recording) return;
  at(current_).state = State::kShown;
  // Not told when the link is down: whoever signs it answers it all the same.
  ecgs_.report_opened(from(at(current_).item.study_id()), from(at(current_).summary.sha256()),
                      [](const Result<void>&) {});
}

bool BatchSigning::count() {
  if (current_ < 0 || at(current_).state != State::kShown) return false;
  at(current_).state = State::kSeen;
  next();
  return true;
}

void BatchSigning::skip() {
  if (current_ < 0) return;
  at(current_).state = State::kSkipped;
  next();
}

void BatchSigning::sign(const QString& pin, const QString& language) {
  if (signing_ >= 0) return;
  pin_ = pin;
  language_ = language;
  sign_next();
}

void BatchSigning::sign_next() {
  desk_.close();
  const auto next =
      std::find_if(entries_.begin(), entries_.end(), [](const Entry& one) { return one.state == State::kSeen; });
  if (next == entries_.end()) {
    signing_ = -1;
    pin_.clear();
    return Q_EMIT finished();
  }
  signing_ = static_cast<int>(next - entries_.begin());
  next->state = State::kSigning;
  claims_.claim(from(next->item.item_id()));
  Q_EMIT progress();
}

void BatchSigning::sign_failed(const Error& error) {
  if (signing_ < 0) return;
  claims_.release();
  if (error.reason == "WRONG_PIN" || error.reason == "NO_SIGNING_KEY") {
    at(std::exchange(signing_, -1)).state = State::kSeen;
    desk_.close();
    pin_.clear();
    return Q_EMIT pin_refused();
  }
  at(signing_).state = State::kFailed;
  at(signing_).problem = error;
  Q_EMIT progress();
  sign_next();
}

}  // namespace rdc::station
