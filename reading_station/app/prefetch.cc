#include "reading_station/app/prefetch.h"

#include <algorithm>

#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr int kFirstWaitMs = 5'000;
constexpr int kLongestWaitMs = 600'000;
constexpr quint64 kShareOfCache = 4;

}  // namespace

Prefetch::Prefetch(CallRunner& runner, ObjectCache& objects, QObject* parent)
    : QObject(parent), studies_(runner), objects_(objects) {
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &Prefetch::step);
  connect(&objects_, &ObjectCache::fetched_ahead, this, &Prefetch::object_done);
}

void Prefetch::want(const QStringList& study_ids) {
  const QStringList first = study_ids.mid(0, kMostStudies);
  if (first == wanted_) return;
  wanted_ = first;
  // What runs for a study that is no longer wanted is as good as another beginning: it goes on to its end.
  if (!asking_ && !fetching_ && failures_ == 0) timer_.start(quiet_ms_);
}

void Prefetch::stop() {
  ++generation_;
  timer_.stop();
  objects_.stop_ahead();
  wanted_.clear();
  done_.clear();
  study_id_.clear();
  left_.clear();
  asking_ = fetching_ = false;
  failures_ = 0;
}

void Prefetch::step() {
  if (asking_ || fetching_) return;
  if (!left_.empty() && wanted_.contains(study_id_)) {
    fetching_ = true;
    return objects_.fetch_ahead(study_id_, left_.front().sha256, left_.front().size);
  }
  left_.clear();
  const auto next = std::ranges::find_if(wanted_, [this](const QString& one) { return !done_.contains(one); });
  if (next == wanted_.end()) return;
  study_id_ = *next;
  asking_ = true;
  studies_.get_study_ahead(study_id_,
                           [this, mine = generation_, id = study_id_](const Result<v1::GetStudyReply>& study) {
                             if (mine != generation_) return;
                             asking_ = false;
                             if (!study) return wait_after_failure();
                             take(id, *study);
                           });
}

void Prefetch::take(const QString& study_id, const v1::GetStudyReply& study) {
  quint64 bytes = 0;
  for (const auto& series : study.series())
    for (const auto& instance : series.instances()) {
      left_.push_back({from(instance.object().sha256()), instance.object().size()});
      bytes += instance.object().size();
    }
  if (bytes > objects_.limit() / kShareOfCache) left_.clear();
  if (left_.empty()) done_.insert(study_id);
  step();
}

void Prefetch::object_done(const QString& sha256, bool here) {
  if (!fetching_ || left_.empty() || left_.front().sha256 != sha256) return;
  fetching_ = false;
  if (!here) return wait_after_failure();
  failures_ = 0;
  left_.pop_front();
  if (left_.empty()) {
    done_.insert(study_id_);
    Q_EMIT study_here(study_id_);
  }
  step();
}

// The reader's own objects came first, or the link does not carry it: later, and less and less often.
void Prefetch::wait_after_failure() {
  timer_.start(std::min(kLongestWaitMs, kFirstWaitMs << std::min(failures_++, 10)));
}

}  // namespace rdc::station
