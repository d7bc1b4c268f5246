// What the rhythm measurements say of every developer recording with rhythm labels, a line each (CSV): for choosing the
// limits of the rhythm rules and for looking at what they miss.
//   rhythm_features DATA_DIR > features.csv
#include <fmt/format.h>

#include <optional>

#include "ecg/evaluation/reference_labels.h"
#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/delta_wave.h"
#include "ecg/measurement/faint_spikes.h"
#include "ecg/measurement/measure.h"
#include "tests/evaluation/developer_set.h"
#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

std::string number(const Measure& value) { return value ? fmt::format("{:.3f}", *value) : ""; }

void print(const std::string& set, const std::string& name, const std::string& labels, const Recording& recording) {
  const auto measured = measure(recording);
  if (!measured) return;
  const auto& r = measured->rhythm;
  const auto& g = measured->global;
  fmt::print("{},{},{}", set, name, labels);
  for (const Measure* value :
       {&g.heart_rate_bpm, &r.rr_irregularity, &r.rr_entropy, &r.p_constancy, &r.p_fraction, &r.pr_min_ms, &r.pr_max_ms,
        &r.atrial_rate_bpm, &r.p_per_qrs, &r.atrial_regularity, &r.fibrillation_uv, &r.flutter_hz, &r.flutter_likeness,
        &r.flutter_memory, &r.flutter_wave_bpm, &g.p_ms, &g.pr_ms, &g.qrs_ms, &g.qrs_axis_deg}) {
    fmt::print(",{}", number(*value));
  }
  fmt::print(",{},{},{},{},{}", measured->beats.size(), r.ventricular, r.atrial_premature, r.paced, r.unconducted_p);
  const MedianBeat* median = measured->dominant();
  const auto start = median != nullptr ? start_of_qrs(*median) : std::nullopt;
  if (start) {
    fmt::print(",{:.1f},{:.3f},{:.1f},{:.1f}", start->slow_ms, start->slow_share, start->pr_segment_ms,
               start->p_to_quick_ms);
  } else {
    fmt::print(",,,,");
  }
  const auto spike = find_faint_spike(recording.rhythm, measured->beats, 0);
  if (spike) {
    fmt::print(",{:.1f},{:.2f},{:.2f},{:.2f}", spike->before_qrs_ms, spike->sharpness_uv, spike->times_noise,
               spike->share);
  } else {
    fmt::print(",,,,");
  }
  fmt::print(",{},{},{},{},{}", number(r.atrial_spike_isolation), number(r.atrial_spike_share), number(r.rr_sd_ms),
             number(r.locked_flutter_likeness), r.locked_flutter_waves);
  // Slurred starts as the pre-excitation rule counts them.
  int judged = 0, slurred = 0;
  if (median != nullptr) {
    for (const auto& lead : median->leads) {
      if (!lead.usable || !lead.delta_uv_ms || lead.qrs_peak_to_peak_uv.value_or(0.0) < 500.0) continue;
      ++judged;
      slurred += *lead.delta_uv_ms < 0.02 * *lead.qrs_peak_to_peak_uv ? 1 : 0;
    }
  }
  fmt::print(",{},{},{},{},{},{},", judged, slurred, number(r.lead_in_agreement), number(r.second_p_likeness),
             number(r.second_p_size), number(r.second_p_elsewhere));
  for (const auto& statement : interpret(recording, *measured).statements) fmt::print("{}|", statement.code);
  fmt::print("\n");
}

void print_folder(const std::filesystem::path& data, const std::string& set) {
  const auto labels = read_label_file(data / set);
  for (const auto& header : headers_in(data / set)) {
    const auto recording = read(header);
    if (!recording) continue;
    const auto label = labels.find(header.stem().string());
    const auto reference = label != labels.end() ? labels_from_text(label->second) : labels_from_comments(*recording);
    if (!reference.rhythm_and_conduction) continue;
    std::string targets;
    for (const auto target : reference.targets) targets += fmt::format("{}|", target);
    print(set, header.stem().string(), targets, *recording);
  }
}

// Ten seconds at a time, where one rhythm holds for all of them.
void print_fibrillation(const std::filesystem::path& data) {
  for (const auto& header : headers_in(data / "cpsc2021-af")) {
    const auto source = read_wfdb(header);
    auto file = header;
    const auto annotations = read_annotations(file.replace_extension(".atr"));
    if (!annotations) continue;
    const auto& strip = source.recording.rhythm;
    const auto length = static_cast<std::size_t>(10.0 * strip.rate_hz);
    for (std::size_t from = 0; from + length <= strip.length(); from += length) {
      bool before = false, changes = false;
      for (const auto& a : *annotations) {
        const auto at = static_cast<std::size_t>(a.sample);
        if (a.code != 28 || !a.aux.starts_with("(") || at >= from + length) continue;  // rhythm changes only
        const bool now = a.aux.starts_with("(AF");
        if (at > from && now != before) changes = true;
        before = now;
      }
      if (changes) continue;
      Recording piece;
      piece.rhythm.rate_hz = strip.rate_hz;
      for (const auto& channel : strip.channels) {
        piece.rhythm.channels.push_back(channel);
        auto& samples = piece.rhythm.channels.back().samples;
        samples = Samples(channel.samples.begin() + static_cast<long>(from),
                          channel.samples.begin() + static_cast<long>(from + length));
      }
      print("cpsc2021-af", fmt::format("{}@{}", source.name, from), before ? "AF|" : "", piece);
    }
  }
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("rhythm_features DATA_DIR\n");
    return 2;
  }
  const std::filesystem::path data = argv[1];
  fmt::print(
      "set,record,labels,rate,irregularity,entropy,p_constancy,p_fraction,pr_min,pr_max,atrial_rate,p_per_qrs,"
      "atrial_regularity,fibrillation_uv,flutter_hz,flutter_likeness,flutter_memory,flutter_wave_bpm,p_ms,pr_ms,qrs_ms,"
      "qrs_axis,beats,ventricular,atrial_premature,paced,unconducted_p,"
      "slow_ms,slow_share,pr_segment_ms,p_to_quick_ms,spike_before_ms,spike_sharpness_uv,spike_times_noise,spike_share,"
      "atrial_spike_isolation,atrial_spike_share,rr_sd_ms,locked_flutter_likeness,locked_flutter_waves,"
      "judged,slurred,lead_in_agreement,second_p_likeness,second_p_size,second_p_elsewhere,statements\n");
  for (const char* set : {"hmc", "ludb", "cinc2021", "ptb-xl"}) rdc::ecg::evaluation::print_folder(data, set);
  rdc::ecg::evaluation::print_fibrillation(data);
  return 0;
}
