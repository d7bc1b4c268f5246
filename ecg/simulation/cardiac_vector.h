// The heart as one moving dipole: each wave of a beat is a bump in time along a fixed direction, and every lead is the
// projection of their sum. After McSharry et al., IEEE Trans Biomed Eng 50 (2003), in three dimensions; projection by
// Dower's matrix (Edenbrandt & Pahlm, J Electrocardiol 21 (1988)). Not for clinical use.
#pragma once

#include <vector>

#include "ecg/lead.h"

namespace rdc::ecg::simulation {

// Millivolts along Frank's axes: x to the patient's left, y to the feet, z to the back.
struct HeartVector {
  double x = 0.0;
  double y = 0.0;
  double z = 0.0;
};

HeartVector operator+(HeartVector a, HeartVector b);
HeartVector operator*(double factor, HeartVector v);
// Turned in the frontal plane; positive is clockwise, towards the feet. Radians.
HeartVector rotate_frontal(HeartVector v, double angle);

// A bump: rises with one width and falls with another. Times in seconds, from the R peak.
struct Wave {
  double centre = 0.0;
  double rise = 0.01;  // standard deviations
  double fall = 0.01;
  HeartVector peak;
};

// A step that begins at the J point and ends with the T wave: the current of injury.
struct Injury {
  double begin = 0.045;
  double end = 0.30;
  HeartVector level;
};

// One beat's shape for RR = 1 s. P, QRS and T are kept apart: P may be absent, T moves with the rate.
struct BeatShape {
  std::vector<Wave> p;
  std::vector<Wave> qrs;
  std::vector<Wave> t;
  Injury injury;
  double qrs_onset = -0.042;
  double qrs_offset = 0.045;
  double voltage = 1.0;  // what the waves were scaled by: the QRS is seen from as small a part of itself as before
};

BeatShape normal_shape();
BeatShape premature_ventricular_shape();
BeatShape left_bundle_branch_block_shape();
BeatShape right_bundle_branch_block_shape();
BeatShape ventricular_paced_shape();
// Acute injury of the inferior or anterior wall, with reciprocal change, on the normal shape.
BeatShape inferior_stemi_shape();
BeatShape anterior_stemi_shape();
BeatShape lateral_stemi_shape();
BeatShape posterior_stemi_shape();

// The same with a QRS of another width: stretched about R; P keeps its distance before it, ST and T theirs behind it.
BeatShape with_qrs_width(BeatShape shape, double seconds);

// The vector along the lead's own axis that gives the lead so many millivolts. Any of the twelve.
HeartVector along(Lead lead, double millivolts);

// An infarct `hours` after its begin, on a shape of the four above: T towers first, ST stays high, Q grows from 1 h to
// 48 h, ST sinks and T turns away from the wall from 12 h to 72 h (the usual course; figures K).
BeatShape evolved(BeatShape infarct, double hours);

// Where waves can first and last be seen, seconds from the R peak, for RR = 1 s: the spatial magnitude of P passes 4 %
// of its peak, that of QRS 20 uV times the shape's voltage, that of T (with the current of injury that fades in it) 8 %
// of its peak. So a heart of another voltage has the same intervals, as the calibration signals of IEC 60601-2-25 have,
// which are one waveform in several sizes.
struct Boundaries {
  double p_onset = 0.0, p_offset = 0.0;
  double qrs_onset = 0.0, qrs_offset = 0.0;
  double t_peak = 0.0, t_offset = 0.0;
};
Boundaries boundaries_of(const BeatShape& shape);

// The ventricles' vector `t` seconds from the R peak; `stretch` scales the T wave's time (about the square root of RR).
HeartVector ventricles_at(const BeatShape& shape, double t, double stretch);
HeartVector atria_at(const BeatShape& shape, double t);

// Millivolts in the lead. Any of the twelve.
double project(HeartVector v, Lead lead);

// visit(t) from `from` to `to` in steps that add up, seconds.
template <typename Visit>
void each_step(double from, double to, double step, Visit visit) {
  double t = from;
  while (t <= to) {
    visit(t);
    t += step;
  }
}

}  // namespace rdc::ecg::simulation
