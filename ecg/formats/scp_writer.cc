#include "ecg/formats/scp_writer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ecg/formats/amplitude_grid.h"
#include "ecg/formats/byte_writer.h"
#include "ecg/formats/scp_huffman.h"
#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {
namespace {

constexpr std::uint8_t kVersion = 20;  // EN 1064, 2.0
constexpr std::size_t kLongestLead = 65'535;

// Section 5 or 6: the leads of a strip, and what its step and interval became.
Result<std::vector<std::byte>> encode_strip(const Strip& strip, const char* name, std::vector<Warning>& notes) {
  const double interval = std::round(1e6 / strip.rate_hz);
  if (interval < 1 || interval > 65'535) {
    return fail(ErrorCode::kInvalid, "NO_ROOM", "SCP-ECG states no interval of {} microseconds", 1e6 / strip.rate_hz);
  }
  if (std::abs(1e6 / interval - strip.rate_hz) > 1e-9 * strip.rate_hz) {
    notes.push_back({"ROUNDED_RATE",
                     fmt::format("{}: the rate {} Hz is stated as {:.6g} Hz", name, strip.rate_hz, 1e6 / interval)});
  }
  GridRules rules;
  rules.stores_gaps = false;
  rules.stated = [](double step) { return std::clamp(std::round(step * 1000.0), 1.0, 65'535.0) / 1000.0; };
  std::vector<const Channel*> channels;
  for (const auto& channel : strip.channels) channels.push_back(&channel);
  const auto grid = put_on_grid(channels, rules);
  if (!grid) return fail(grid);
  if (grid->largest_error_uv > 0) {
    notes.push_back({"ROUNDED", fmt::format("{}: samples are rounded to {} uV, by at most {:.3g} uV", name,
                                            grid->step_uv, grid->largest_error_uv)});
  }
  std::vector<std::vector<std::byte>> best;
  std::size_t best_size = 0;
  int best_order = 0;
  for (int order = 0; order <= 2; ++order) {
    std::vector<std::vector<std::byte>> leads;
    std::size_t size = 0;
    for (const auto& steps : grid->steps) {
      const std::vector<std::int16_t> samples(steps.begin(), steps.end());
      leads.push_back(encode_default(differences(samples, order)));
      size += leads.back().size();
    }
    if (!best.empty() && size >= best_size) continue;
    best = std::move(leads);
    best_size = size;
    best_order = order;
  }
  ByteWriter out;
  out.u16(static_cast<std::uint64_t>(std::llround(grid->step_uv * 1000.0))).u16(static_cast<std::uint64_t>(interval));
  out.u8(static_cast<std::uint64_t>(best_order)).u8(0);
  for (const auto& lead : best) {
    if (lead.size() > kLongestLead) {
      return fail(ErrorCode::kInvalid, "TOO_LONG", "a lead needs {} bytes; SCP-ECG holds {} a lead", lead.size(),
                  kLongestLead);
    }
    out.u16(lead.size());
  }
  for (const auto& lead : best) out.bytes(lead);
  return std::move(out.data());
}

void tag(ByteWriter& out, std::uint8_t number, const ByteWriter& value_writer) {
  ByteWriter value = value_writer;
  out.u8(number).u16(value.size()).bytes(value.data());
}

void text_tag(ByteWriter& out, std::uint8_t number, std::string_view text) {
  if (!text.empty()) tag(out, number, ByteWriter().text(text.substr(0, 250)).u8(0));
}

ByteWriter date_value(std::string_view compact) {
  const auto number = [&](std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (const char c : compact.substr(at, size)) value = 10 * value + static_cast<std::uint64_t>(c - '0');
    return value;
  };
  return ByteWriter().u16(number(0, 4)).u8(number(4, 2)).u8(number(6, 2));
}

bool is_date(std::string_view text) {
  return text.size() == 8 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void write_time(const Recording& recording, ByteWriter& out) {
  if (!recording.acquired_at) return;
  const auto day = std::chrono::floor<std::chrono::days>(*recording.acquired_at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{*recording.acquired_at - day};
  tag(out, 25,
      ByteWriter()
          .u16(static_cast<std::uint64_t>(int{date.year()}))
          .u8(unsigned{date.month()})
          .u8(unsigned{date.day()}));
  tag(out, 26,
      ByteWriter()
          .u8(static_cast<std::uint64_t>(clock.hours().count()))
          .u8(static_cast<std::uint64_t>(clock.minutes().count()))
          .u8(static_cast<std::uint64_t>(clock.seconds().count())));
  if (recording.utc_offset) {
    tag(out, 34, ByteWriter().u16(static_cast<std::uint64_t>(recording.utc_offset->count()) & 0xFFFF).u16(0).u8(0));
  }
}

std::vector<std::byte> encode_description(const Recording& recording) {
  ByteWriter out;
  const auto& subject = recording.subject;
  const auto caret = std::min(subject.name.find('^'), subject.name.size());
  text_tag(out, 0, std::string_view(subject.name).substr(0, caret));
  if (caret < subject.name.size()) text_tag(out, 1, std::string_view(subject.name).substr(caret + 1));
  tag(out, 2, ByteWriter().text(std::string_view(subject.id).substr(0, 250)).u8(0));
  if (subject.age_years && *subject.age_years > 0 && *subject.age_years <= 130) {
    const bool infant = *subject.age_years < 3;
    tag(out, 4,
        ByteWriter()
            .u16(static_cast<std::uint64_t>(infant ? std::round(*subject.age_years * 12) : *subject.age_years))
            .u8(infant ? 2 : 1));
  }
  if (is_date(subject.birth_date)) tag(out, 5, date_value(subject.birth_date));
  if (subject.sex != Sex::kUnknown) tag(out, 8, ByteWriter().u8(subject.sex == Sex::kMale ? 1 : 2));
  const auto& device = recording.device;
  ByteWriter machine;
  machine.u16(0).u16(0).u16(0).u8(0).u8(255).field(std::string_view(device.model).substr(0, 5), 6);
  machine.u8(kVersion).u8(0xA0).u8(0).u8(0xC0).u8(0).zeros(16).u8(1);  // category I, reads and writes
  machine.u8(0).text(device.serial).u8(0).u8(0).u8(0).text(device.manufacturer).u8(0);
  tag(out, 14, machine);
  write_time(recording, out);
  if (device.high_pass_hz)
    tag(out, 27, ByteWriter().u16(static_cast<std::uint64_t>(std::lround(*device.high_pass_hz * 100))));
  if (device.low_pass_hz) tag(out, 28, ByteWriter().u16(static_cast<std::uint64_t>(std::lround(*device.low_pass_hz))));
  if (device.notch_hz) tag(out, 29, ByteWriter().u8(*device.notch_hz > 55 ? 1 : 2).zeros(3));
  out.u8(255).u16(0);
  return std::move(out.data());
}

std::vector<std::byte> encode_leads(const Strip& strip, std::vector<Warning>& notes) {
  ByteWriter out;
  const auto simultaneous = std::min<std::size_t>(strip.channels.size(), 31);
  out.u8(strip.channels.size()).u8(4U | simultaneous << 3);  // all recorded simultaneously
  for (const auto& channel : strip.channels) {
    auto code = static_cast<unsigned>(channel.lead);
    if (channel.derived && code >= 1 && code <= 30) code += 30;
    out.u32(1).u32(strip.length()).u8(code);
    if (channel.lead == Lead::kUnknown) {
      notes.push_back({"LABEL_LEFT_OUT", "SCP-ECG has no code for a lead of this label: it is written without name"});
    }
  }
  return std::move(out.data());
}

std::vector<std::byte> encode_statements(const Recording& recording) {
  ByteWriter texts;
  std::size_t count = 0;
  for (const auto& mark : recording.marks) {
    if (mark.name != "Statement" || count >= 255) continue;
    const std::string_view text = std::string_view(mark.value).substr(0, 1000);
    texts.u8(++count).u16(text.size() + 1).text(text).u8(0);
  }
  if (count == 0) return {};
  ByteWriter out;
  out.u8(0).zeros(7).u8(count).bytes(texts.data());  // original, not overread; no date of its own
  return std::move(out.data());
}

bool same_leads(const Strip& a, const Strip& b) {
  return std::equal(a.channels.begin(), a.channels.end(), b.channels.begin(), b.channels.end(),
                    [](const Channel& x, const Channel& y) { return x.lead == y.lead && x.label == y.label; });
}

// The reference beat: its place (section 4) and samples (section 5).
void encode_beat(const Recording& recording, std::array<std::vector<std::byte>, kSections>& contents,
                 std::vector<Warning>& notes) {
  if (!recording.median) return;
  const Strip& beat = *recording.median;
  if (!same_leads(beat, recording.rhythm)) {
    notes.push_back({"BEAT_LEFT_OUT", "the median beat has other leads than the rhythm: SCP-ECG cannot store it"});
    return;
  }
  auto samples = encode_strip(beat, "median beat", notes);
  if (!samples) {
    notes.push_back({"BEAT_LEFT_OUT", "the median beat is left out: " + samples.error().message});
    return;
  }
  contents[4] = ByteWriter()
                    .u16(static_cast<std::uint64_t>(std::lround(beat.seconds() * 1000)))
                    .u16(beat.length() / 3)
                    .u16(0)
                    .data();
  contents[5] = std::move(*samples);
}

std::vector<std::byte> assemble(std::array<std::vector<std::byte>, kSections>& contents) {
  // Section 0: an entry of ten bytes for each section, itself included.
  const std::size_t pointers = kSectionHeader + 10 * kSections;
  std::array<std::size_t, kSections> at{}, size{};
  std::size_t next = 6 + pointers;
  at[0] = 6;
  size[0] = pointers;
  for (std::size_t id = 1; id < kSections; ++id) {
    if (contents[id].empty()) continue;
    if (contents[id].size() % 2 != 0) contents[id].push_back(std::byte{0});
    at[id] = next;
    size[id] = kSectionHeader + contents[id].size();
    next += size[id];
  }
  ByteWriter table;
  for (std::size_t id = 0; id < kSections; ++id) table.u16(id).u32(size[id]).u32(size[id] == 0 ? 0 : at[id] + 1);
  contents[0] = std::move(table.data());
  ByteWriter body;
  body.u32(next);
  for (std::size_t id = 0; id < kSections; ++id) {
    if (contents[id].empty()) continue;
    ByteWriter section;
    section.u16(id).u32(size[id]).u8(kVersion).u8(kVersion);
    section.field(id == 0 ? "SCPECG" : "", 6).bytes(contents[id]);
    body.u16(crc_of(section.data())).bytes(section.data());
  }
  ByteWriter file;
  file.u16(crc_of(body.data())).bytes(body.data());
  return std::move(file.data());
}

}  // namespace

Result<std::vector<std::byte>> encode(const Recording& recording, std::vector<Warning>& notes) {
  if (auto ok = check(recording); !ok) return fail(ok);
  std::array<std::vector<std::byte>, kSections> contents;
  auto rhythm = encode_strip(recording.rhythm, "rhythm", notes);
  if (!rhythm) return fail(rhythm);
  contents[1] = encode_description(recording);
  contents[2] = ByteWriter().u16(19999).data();
  contents[3] = encode_leads(recording.rhythm, notes);
  encode_beat(recording, contents, notes);
  contents[6] = std::move(*rhythm);
  contents[8] = encode_statements(recording);
  return assemble(contents);
}

}  // namespace rdc::ecg::scp
