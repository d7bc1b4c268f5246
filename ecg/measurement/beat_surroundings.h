// What usually stands as far from a beat as a candidate does: T waves and P waves come again at their places with every
// beat of their kind; a ventricular beat that falls where a T wave stands does not.
//
// Internal to the QRS detector. Borrows both arguments, which must outlive it; one object per thread.
#pragma once

#include <vector>

#include "ecg/measurement/qrs_detector.h"

namespace rdc::ecg {

// Of at least three beats like the one beside the candidate; all 0 where there are fewer, or from 0.6 s on.
struct UsualThere {
  float larger = 0.0F;    // log of the candidate's size against the median there, -2..2.5
  float likeness = 0.0F;  // median correlation of the candidate with what stands there
  float known = 0.0F;     // log of the number of such beats
};

class BeatSurroundings {
 public:
  // `beats`: ascending indexes into all.candidates.
  BeatSurroundings(const QrsCandidates& all, const std::vector<std::size_t>& beats) : all_(all), beats_(beats) {}

  // Candidate `n` against what stands as far behind the beats like beats[at], which lies before it.
  UsualThere behind(std::size_t n, std::size_t at);
  // Against what stands as far ahead of the beats like beats[at], which lies behind it.
  UsualThere ahead(std::size_t n, std::size_t at);

 private:
  // The beats around one that are like it, kept since many candidates ask for the same.
  struct Kin {
    std::size_t of = static_cast<std::size_t>(-1);
    std::vector<std::size_t> beats;  // indexes into beats_
  };

  void find_kin(std::size_t at, Kin& kin) const;
  UsualThere usual(std::size_t n, const std::vector<std::size_t>& kin, double offset);
  // Whether another beat stands so near to what is looked at beside beats_[k] that it hides it.
  bool hidden(std::size_t k, double offset) const;
  float highest_near(double seconds) const;
  float likeness_near(std::size_t n, std::size_t beat, double offset) const;

  const QrsCandidates& all_;
  const std::vector<std::size_t>& beats_;
  Kin before_, after_;
  std::vector<float> sizes_, likenesses_;
};

}  // namespace rdc::ecg
