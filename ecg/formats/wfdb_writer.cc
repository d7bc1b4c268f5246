#include "ecg/formats/wfdb_writer.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "ecg/formats/amplitude_grid.h"
#include "ecg/formats/byte_writer.h"
#include "ecg/formats/wfdb_samples.h"

namespace rdc::ecg::wfdb {
namespace {

struct Width {
  int format;
  int bits;
  std::int64_t largest;
};

// Leads that were rounded to one step.
struct Rounded {
  std::vector<std::string> labels;
  double largest_error_uv = 0.0;
};

// The gain a header states is the step's inverse: what a reader makes of it.
double stated_step(double step) { return 1000.0 / (1000.0 / step); }

Result<std::vector<GriddedLeads>> on_grid(const Recording& recording, const Width& width) {
  std::vector<GriddedLeads> leads;
  for (const auto& channel : recording.rhythm.channels) {
    GridRules rules;
    rules.largest = width.largest;
    rules.can_shift = true;
    rules.stated = stated_step;
    auto grid = put_on_grid({&channel}, rules);
    if (!grid) return fail(grid);
    leads.push_back(std::move(*grid));
  }
  return leads;
}

bool all_exact(const std::vector<GriddedLeads>& leads) {
  return std::all_of(leads.begin(), leads.end(), [](const auto& lead) { return lead.largest_error_uv == 0; });
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string start_text(const Recording& recording) {
  if (!recording.acquired_at) return {};
  const auto day = std::chrono::floor<std::chrono::days>(*recording.acquired_at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{*recording.acquired_at - day};
  std::string text =
      fmt::format(" {:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:06}", clock.subseconds().count());
  return text + fmt::format(" {:02}/{:02}/{:04}", unsigned{date.day()}, unsigned{date.month()}, int{date.year()});
}

}  // namespace

Result<EncodedRecord> encode(const Recording& recording, const std::string& name, std::vector<Warning>& notes) {
  if (auto ok = check(recording); !ok) return fail(ok);
  const bool good_name = !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!good_name) {
    return fail(ErrorCode::kInvalid, "BAD_RECORD_NAME", "a WFDB record's name has letters, digits, '_' and '-' only");
  }
  constexpr Width kWidths[] = {{16, 16, 32'767}, {24, 24, 8'388'607}, {32, 32, 2'147'483'647}};
  Width width = kWidths[0];
  auto leads = on_grid(recording, width);
  // A grid too wide for 16 bits may be exact with more; a rounded tracing gains nothing from them.
  for (const auto& wider : {kWidths[1], kWidths[2]}) {
    if (leads && all_exact(*leads)) break;
    auto more = on_grid(recording, wider);
    if (!more || (leads && !all_exact(*more))) continue;
    leads = std::move(more);
    width = wider;
  }
  if (!leads) return fail(leads);
  EncodedRecord out;
  const auto& channels = recording.rhythm.channels;
  const std::size_t length = recording.rhythm.length();
  out.header =
      fmt::format("{} {} {} {}{}\n", name, channels.size(), recording.rhythm.rate_hz, length, start_text(recording));
  std::vector<std::vector<std::int32_t>> raw;
  std::map<double, Rounded> rounded;  // by their step
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto& lead = (*leads)[c];
    std::vector<std::int32_t> samples;
    std::uint32_t sum = 0;
    for (const std::int64_t step : lead.steps.front()) {
      samples.push_back(step == kGapStep ? gap_of(width.format) : static_cast<std::int32_t>(step - lead.shift));
      sum += static_cast<std::uint32_t>(samples.back());
    }
    if (lead.largest_error_uv > 0) {
      auto& alike = rounded[lead.step_uv];
      alike.labels.push_back(channels[c].label);
      alike.largest_error_uv = std::max(alike.largest_error_uv, lead.largest_error_uv);
    }
    std::string label =
        one_line(channels[c].label.empty() ? std::string(name_of(channels[c].lead)) : channels[c].label);
    if (lead_from_name(label).value_or(Lead::kUnknown) != channels[c].lead)
      label = std::string(name_of(channels[c].lead));
    fmt::format_to(std::back_inserter(out.header), "{}.dat {} {}({})/mV {} 0 {} {} 0 {}\n", name, width.format,
                   1000.0 / lead.step_uv, -lead.shift, width.bits, samples.empty() ? 0 : samples.front(),
                   static_cast<std::int16_t>(sum & 0xFFFF), label);
    raw.push_back(std::move(samples));
  }
  for (const auto& [step, alike] : rounded) {
    notes.push_back({"ROUNDED", fmt::format("{} {}: samples are rounded to {} uV, by at most {:.3g} uV",
                                            alike.labels.size() == 1 ? "lead" : "leads", fmt::join(alike.labels, ", "),
                                            step, alike.largest_error_uv)});
  }
  if (recording.subject.age_years)
    fmt::format_to(std::back_inserter(out.header), "# Age: {}\n", *recording.subject.age_years);
  if (recording.subject.sex != Sex::kUnknown) {
    out.header += recording.subject.sex == Sex::kMale ? "# Sex: Male\n" : "# Sex: Female\n";
  }
  for (const auto& mark : recording.marks) {
    if (mark.name == "Statement" || mark.name == "Comment") out.header += "# " + one_line(mark.value) + "\n";
  }
  if (recording.median) {
    notes.push_back({"BEAT_LEFT_OUT", "a WFDB record has no place for the median beat"});
  }
  ByteWriter bytes;
  for (std::size_t i = 0; i < length; ++i) {
    for (const auto& samples : raw) {
      const auto value = static_cast<std::uint32_t>(samples[i]);
      bytes.u16(value & 0xFFFF);
      if (width.bits == 24) bytes.u8(value >> 16 & 0xFF);
      if (width.bits == 32) bytes.u16(value >> 16);
    }
  }
  out.samples = std::move(bytes.data());
  return out;
}

}  // namespace rdc::ecg::wfdb
