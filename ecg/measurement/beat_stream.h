// Beats of a tracing that does not end: Holter of 24 h and more, or a monitor, in bounded memory.
//
// Samples are kept for one block and the context on both sides of it; each block is searched with its context, so that
// a beat is found as it would be in the whole tracing, and reported once. Memory: (block + 2 * context) seconds of
// samples. Families and classes are relative to the block around the beat: a bundle-branch block that comes and goes is
// each time the normal of its hours. Not thread-safe.
#pragma once

#include <span>
#include <vector>

#include "ecg/measurement/beat_classifier.h"

namespace rdc::ecg {

class BeatStream {
 public:
  struct Options {
    double rate_hz = 250.0;
    std::size_t leads = 1;
    double block_seconds = 240.0;   // 10..600; also the longest delay of a beat, with the context
    double context_seconds = 20.0;  // 5..60
  };

  // kInvalid: rate outside 100..2000 Hz, leads outside 1..32, times outside the ranges above.
  static Result<BeatStream> create(const Options& options);

  // `leads`: the next samples, one span a lead, equal lengths, microvolts, NaN where nothing was recorded. Returns the
  // beats that have become certain, ascending, ms from the first sample ever pushed. kInvalid: wrong count or lengths.
  Result<std::vector<ClassifiedBeat>> push(std::span<const std::span<const float>> leads);
  // The rest. The stream is empty afterwards.
  std::vector<ClassifiedBeat> finish();

  // Samples kept now, all leads together.
  std::size_t kept() const;

 private:
  explicit BeatStream(const Options& options) : options_(options), samples_(options.leads) {}
  // Searches what is kept; reports beats before `until` (samples from the start of `samples_`).
  void search(std::size_t until, std::vector<ClassifiedBeat>& out);
  void forget(std::size_t until);

  Options options_;
  std::vector<std::vector<float>> samples_;
  std::size_t first_ = 0;      // of samples_, counted from the start of the stream
  double reported_ms_ = -1.0;  // everything before it has been reported
};

}  // namespace rdc::ecg
