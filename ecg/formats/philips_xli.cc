#include "ecg/formats/philips_xli.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace rdc::ecg::philips {
namespace {

constexpr std::uint32_t kEndCode = 1023;
constexpr std::size_t kCodes = 1023;  // codes beyond are not made

// Strings by their last byte and the code of what stands before it.
class LzwDictionary {
 public:
  LzwDictionary() {
    for (std::size_t i = 0; i < 256; ++i)
      entries_[i] = {0, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i), 1};
  }
  bool has(std::uint32_t code) const { return code < size_; }
  std::uint8_t first(std::uint32_t code) const { return entries_[code].first; }
  std::size_t length(std::uint32_t code) const { return entries_[code].length; }
  void add(std::uint32_t prefix, std::uint8_t last) {
    if (size_ >= kCodes) return;
    entries_[size_++] = {static_cast<std::uint16_t>(prefix), last, entries_[prefix].first,
                         static_cast<std::uint16_t>(entries_[prefix].length + 1)};
  }
  void append(std::uint32_t code, std::vector<std::uint8_t>& out) const {
    const std::size_t length = entries_[code].length;
    out.resize(out.size() + length);
    for (std::size_t i = 0; i < length; ++i) {
      out[out.size() - 1 - i] = entries_[code].last;
      code = entries_[code].prefix;
    }
  }

 private:
  struct Entry {
    std::uint16_t prefix = 0;
    std::uint8_t last = 0;
    std::uint8_t first = 0;
    std::uint16_t length = 0;
  };
  std::array<Entry, kCodes> entries_{};
  std::size_t size_ = 256;
};

Result<std::vector<std::uint8_t>> unpack_lzw(Bytes chunk, std::size_t max_bytes) {
  LzwDictionary dictionary;
  std::vector<std::uint8_t> out;
  std::uint32_t pending = 0;
  int bits = 0;
  std::optional<std::uint32_t> previous;
  for (const std::byte byte : chunk) {
    pending = pending << 8 | std::to_integer<std::uint32_t>(byte);
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    const std::uint32_t code = pending >> bits & 0x3FF;
    if (code == kEndCode) break;
    if (dictionary.has(code)) {
      if (previous) dictionary.add(*previous, dictionary.first(code));
    } else if (previous) {
      dictionary.add(*previous, dictionary.first(*previous));
    }
    if (!dictionary.has(code)) return fail(ErrorCode::kInvalid, "BAD_XLI", "code {} is not known yet", code);
    if (out.size() + dictionary.length(code) > max_bytes) {
      return fail(ErrorCode::kInvalid, "BAD_XLI", "it unpacks to more than {} bytes", max_bytes);
    }
    dictionary.append(code, out);
    previous = code;
  }
  return out;
}

// High bytes first, then low bytes; then each sample from the two before it and the difference stored one place
// earlier.
std::vector<std::int32_t> undo_deltas(const std::vector<std::uint8_t>& bytes, std::int16_t first_delta) {
  const std::size_t count = (bytes.size() + 1) / 2;
  std::vector<std::int32_t> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t low = count + i < bytes.size() ? bytes[count + i] : 0U;
    out[i] = static_cast<std::int16_t>(static_cast<std::uint32_t>(bytes[i]) << 8 | low);
  }
  constexpr std::int32_t kBias = 64;
  std::int32_t delta = first_delta;
  for (std::size_t i = 2; i < count; ++i) {
    const std::int32_t stored = out[i];
    out[i] = static_cast<std::int16_t>(2 * out[i - 1] - out[i - 2] - delta);
    delta = stored - kBias;
  }
  return out;
}

}  // namespace

Result<std::vector<RawLead>> decompress(Bytes data, std::size_t max_leads, std::size_t max_samples,
                                        std::vector<std::string>& faults) {
  std::vector<RawLead> leads;
  ByteCursor cursor(data);
  while (leads.size() < max_leads && cursor.left() >= 8) {
    const std::uint32_t size = cursor.u32();
    cursor.u16();  // always 1
    const std::int16_t first_delta = cursor.i16();
    const Bytes chunk = cursor.take(size);
    if (!cursor.ok()) {
      return fail(ErrorCode::kInvalid, "BAD_XLI", "the XLI data: lead {} declares {} bytes and the data end",
                  leads.size() + 1, size);
    }
    const auto bytes = unpack_lzw(chunk, 2 * max_samples);
    if (!bytes) faults.push_back(fmt::format("the XLI data: lead {}: {}", leads.size() + 1, bytes.error().message));
    leads.push_back(bytes ? undo_deltas(*bytes, first_delta) : RawLead());
  }
  if (!faults.empty() && std::all_of(leads.begin(), leads.end(), [](const RawLead& lead) { return lead.empty(); }))
    return fail(ErrorCode::kInvalid, "BAD_XLI", "{}", faults.front());
  return leads;
}

bool holds_residuals(const LimbLeads& limb) {
  if (std::find(limb.begin(), limb.end(), nullptr) != limb.end()) return false;
  const std::size_t count = std::min({limb[0]->size(), limb[1]->size(), limb[2]->size()});
  // Counted, not summed: a calibration pulse is in some residuals.
  std::size_t as_residual = 0, as_lead = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t third = (*limb[2])[i];
    as_residual += std::abs(third) <= 1 ? 1U : 0U;
    as_lead += std::abs(std::int64_t{(*limb[1])[i]} - (*limb[0])[i] - third) <= 1 ? 1U : 0U;
  }
  return as_residual > as_lead;
}

void restore_limb_leads(const LimbLeads& limb) {
  if (limb[0] == nullptr || limb[1] == nullptr) return;
  std::size_t count = limb[0]->size();
  for (const auto* lead : limb) count = lead != nullptr ? std::min(count, lead->size()) : count;
  for (std::size_t l = 2; count == 0 && l < limb.size(); ++l) {
    if (limb[l] != nullptr) limb[l]->clear();
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t one = (*limb[0])[i], two = (*limb[1])[i];
    const auto at = [&limb, i](std::size_t lead) { return limb[lead] != nullptr ? &(*limb[lead])[i] : nullptr; };
    std::int32_t three = two - one;
    if (auto* stored = at(2)) *stored = three = three - *stored;
    if (auto* stored = at(3)) *stored = -*stored - (one + two) / 2;
    if (auto* stored = at(4)) *stored = (one - three) / 2 - *stored;
    if (auto* stored = at(5)) *stored = (two + three) / 2 - *stored;
  }
}

}  // namespace rdc::ecg::philips
