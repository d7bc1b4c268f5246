#include "reading_station/app/ecg_desk.h"

#include <QEvent>

#include "reading_station/app/study_mapping.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr int kAskAgainMs = 1'000;  // the router analyses within seconds
constexpr int kMostQuestions = 30;
constexpr int kSaveAfterMs = 1'200;  // of quiet
constexpr int kSaveAgainMs = 5'000;
constexpr quint64 kPriorCacheBytes = 256ULL << 20;

}  // namespace

EcgDesk::EcgDesk(CallRunner& runner, EcgPage& page, base::IdGenerator& ids, const std::filesystem::path& cache,
                 QObject* parent)
    : QObject(parent),
      runner_(runner),
      page_(page),
      ids_(ids),
      client_(runner),
      studies_(runner),
      prior_objects_(runner, cache, kPriorCacheBytes) {
  for (QTimer* timer : {&ask_again_, &tell_again_, &save_soon_}) timer->setSingleShot(true);
  connect(&tell_again_, &QTimer::timeout, this, &EcgDesk::note_opened);
  connect(page_.sheet(), &ui::EcgSheet::painted, this, &EcgDesk::note_opened);
  page_.sheet()->installEventFilter(this);
  connect(&ask_again_, &QTimer::timeout, this, &EcgDesk::ask_analysis);
  connect(&save_soon_, &QTimer::timeout, this, &EcgDesk::save);
  connect(&page_, &EcgPage::recording_shown, this, [this] {
    if (study_id_.isEmpty() || page_.digest().isEmpty()) return;
    digest_ = page_.digest();
    newest_overread_.clear();
    saved_ = page_.overread().message().SerializeAsString();
    asked_ = 0;
    ask_analysis();
    note_opened();
  });
  connect(&page_.overread(), &Overread::changed, this, &EcgDesk::overread_changed);
  connect(&prior_objects_, &ObjectSource::arrived, this, &EcgDesk::prior_arrived);
}

EcgDesk::~EcgDesk() = default;

void EcgDesk::open(const QString& study_id) {
  close();
  study_id_ = study_id;
}

void EcgDesk::close() {
  if (save_soon_.isActive()) save();
  ++generation_;
  study_id_.clear();
  digest_.clear();
  opened_.clear();
  prior_digest_.clear();
  newest_overread_.clear();
  saving_ = false;
  ask_again_.stop();
  tell_again_.stop();
  save_soon_.stop();
}

bool EcgDesk::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Show) note_opened();
  return QObject::eventFilter(watched, event);
}

// Fetched, claimed, analysed is not opened: only what a reader can see is.
void EcgDesk::note_opened() {
  const bool seen = page_.sheet()->isVisible() && page_.sheet()->is_painted() && page_.digest() == digest_;
  if (!seen || digest_.isEmpty() || opened_ == digest_) return;
  opened_ = digest_;
  client_.report_opened(study_id_, digest_, [this, mine = generation_, digest = digest_](const Result<void>& told) {
    if (mine != generation_ || told || told.error().code != ErrorCode::kUnavailable || opened_ != digest) return;
    opened_.clear();
    tell_again_.start(kSaveAgainMs);
  });
}

void EcgDesk::ask_analysis() {
  client_.get_analysis(study_id_, digest_,
                       [this, mine = generation_, digest = digest_](const Result<v1::GetEcgAnalysisReply>& reply) {
                         if (mine != generation_ || digest != digest_) return;
                         if (reply) {
                           page_.set_central_analysis(digest, reply->analysis());
                           saved_ = page_.overread().message().SerializeAsString();
                           Q_EMIT central_analysis_shown();
                           return ask_overreads();
                         }
                         const auto& error = reply.error();
                         const bool later = error.reason == "NOT_ANALYSED" || error.code == ErrorCode::kUnavailable;
                         if (later && ++asked_ < kMostQuestions) ask_again_.start(kAskAgainMs);
                       });
}

void EcgDesk::ask_overreads() {
  client_.get_overreads(study_id_, digest_,
                        [this, mine = generation_, digest = digest_](const Result<v1::GetOverreadsReply>& reply) {
                          if (mine != generation_ || digest != digest_ || !reply) return;
                          take_overreads(*reply);
                        });
}

void EcgDesk::take_overreads(const v1::GetOverreadsReply& reply) {
  if (reply.overreads().empty()) return;
  const auto& newest = reply.overreads(reply.overreads_size() - 1);
  newest_overread_ = newest.overread_id();
  // What the reader has begun meanwhile is not overwritten by what is stored.
  if (!page_.overread().is_empty() || page_.analysis() == nullptr) return;
  page_.overread().begin(*page_.analysis(), &newest);
  saved_ = page_.overread().message().SerializeAsString();
  save_soon_.stop();
}

bool EcgDesk::is_saved() const {
  return !saving_ && !save_soon_.isActive() && page_.overread().message().SerializeAsString() == saved_;
}

void EcgDesk::overread_changed() {
  if (study_id_.isEmpty() || digest_.isEmpty() || !writable_) return;
  if (page_.overread().is_empty() && newest_overread_.empty()) return;
  if (page_.overread().message().SerializeAsString() != saved_) save_soon_.start(kSaveAfterMs);
}

void EcgDesk::save() {
  save_soon_.stop();
  if (saving_) return save_soon_.start(kSaveAfterMs);
  v1::EcgOverread overread = page_.overread().message();
  const std::string sent = overread.SerializeAsString();
  overread.set_overread_id(ids_.next());
  overread.set_previous_overread_id(newest_overread_);
  overread.set_study_id(study_id_.toStdString());
  overread.set_sha256(digest_.toStdString());
  saving_ = true;
  client_.save_overread(overread, [this, mine = generation_, sent,
                                   id = overread.overread_id()](const Result<v1::SaveOverreadReply>& reply) {
    if (mine != generation_) return;
    saving_ = false;
    if (reply) {
      newest_overread_ = id;
      saved_ = sent;
      return Q_EMIT overread_saved();
    }
    // Somebody else's revision came between: this reader holds the claim, theirs goes on top of it.
    if (reply.error().reason == "STALE_OVERREAD") {
      ask_overreads();
      save_soon_.start(kSaveAfterMs);
    } else if (reply.error().code == ErrorCode::kUnavailable) {
      save_soon_.start(kSaveAgainMs);
    }
  });
}

void EcgDesk::set_priors(const v1::ListPriorsReply& priors) {
  for (const auto& prior : priors.studies()) {  // newest first
    if (std::find(prior.modalities().begin(), prior.modalities().end(), "ECG") == prior.modalities().end()) continue;
    prior_label_ = local_time_text(prior.study_time()) + QLatin1Char(' ') + from(prior.site_name());
    prior_objects_.set_study(from(prior.study_id()));
    studies_.get_study(from(prior.study_id()), [this, mine = generation_](const Result<v1::GetStudyReply>& study) {
      if (mine == generation_ && study) fetch_prior(*study);
    });
    return;
  }
}

void EcgDesk::fetch_prior(const v1::GetStudyReply& study) {
  for (const auto& series : study.series()) {
    for (const auto& instance : series.instances()) {
      if (!is_waveform(instance)) continue;
      prior_digest_ = from(instance.object().sha256());
      prior_charset_ = from(instance.charset_override());
      return prior_objects_.request(prior_digest_, instance.object().size(), ObjectSource::Priority::kNow);
    }
  }
}

void EcgDesk::prior_arrived(const QString& digest, const StoredObjectPtr& object) {
  if (digest != prior_digest_) return;
  runner_.background([object, charset = prior_charset_.toStdString()] { return read_and_analyse(*object, charset); },
                     [this, mine = generation_](const Result<AnalysedEcg>& prior) {
                       if (mine != generation_ || !prior) return;
                       page_.set_prior(*prior, prior_label_);
                       Q_EMIT prior_shown();
                     });
}

}  // namespace rdc::station
