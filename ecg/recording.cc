#include "ecg/recording.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace rdc::ecg {
namespace {

using Combine = std::function<float(float, float)>;

Result<Samples> combine(const Strip& strip, Lead first, Lead second, Lead wanted, const Combine& value) {
  const Channel* a = strip.find(first);
  const Channel* b = strip.find(second);
  if (a == nullptr || b == nullptr) {
    return fail(ErrorCode::kNotFound, "NO_SUCH_LEAD", "lead {} was not recorded and cannot be derived",
                name_of(wanted));
  }
  Samples out(std::min(a->samples.size(), b->samples.size()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = value(a->samples[i], b->samples[i]);
  return out;
}

// "YYYYMMDD" of a day that exists.
std::optional<std::chrono::year_month_day> day_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() != 8 || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{number / 10000},
                                        std::chrono::month{static_cast<unsigned>(number / 100 % 100)},
                                        std::chrono::day{static_cast<unsigned>(number % 100)}};
  return day.ok() ? std::optional(day) : std::nullopt;
}

Result<void> check_strip(const Strip& strip) {
  constexpr double kDay = 86400.0;
  if (!(strip.rate_hz >= 50.0 && strip.rate_hz <= 16000.0)) {
    return fail(ErrorCode::kInvalid, "BAD_RATE", "the sampling rate {} Hz is outside 50 to 16,000 Hz", strip.rate_hz);
  }
  if (strip.channels.empty() || strip.channels.size() > 32) {
    return fail(ErrorCode::kInvalid, "BAD_CHANNEL_COUNT", "{} channels: 1 to 32 are accepted", strip.channels.size());
  }
  if (strip.length() == 0 || strip.seconds() > kDay) {
    return fail(ErrorCode::kInvalid, "BAD_LENGTH",
                "the tracing lasts {:.1f} s: more than 0 s and at most 24 h are accepted", strip.seconds());
  }
  for (const auto& channel : strip.channels) {
    if (channel.samples.size() != strip.length()) {
      return fail(ErrorCode::kInvalid, "UNEQUAL_CHANNELS", "channels of one strip differ in length");
    }
  }
  return {};
}

}  // namespace

const Channel* Strip::find(Lead lead) const {
  for (const auto& channel : channels) {
    if (channel.lead == lead) return &channel;
  }
  return nullptr;
}

Result<Samples> samples_of(const Strip& strip, Lead lead) {
  if (const Channel* recorded = strip.find(lead)) return recorded->samples;
  switch (lead) {
    case Lead::kI:
      return combine(strip, Lead::kII, Lead::kIII, lead, [](float ii, float iii) { return ii - iii; });
    case Lead::kII:
      return combine(strip, Lead::kI, Lead::kIII, lead, [](float i, float iii) { return i + iii; });
    case Lead::kIII:
      return combine(strip, Lead::kI, Lead::kII, lead, [](float i, float ii) { return ii - i; });
    case Lead::kAvr:
      return combine(strip, Lead::kI, Lead::kII, lead, [](float i, float ii) { return -(i + ii) / 2; });
    case Lead::kAvl:
      return combine(strip, Lead::kI, Lead::kII, lead, [](float i, float ii) { return i - ii / 2; });
    case Lead::kAvf:
      return combine(strip, Lead::kI, Lead::kII, lead, [](float i, float ii) { return ii - i / 2; });
    default:
      return fail(ErrorCode::kNotFound, "NO_SUCH_LEAD", "lead {} was not recorded", name_of(lead));
  }
}

void add_derived_limb_leads(Recording& recording) {
  const auto complete = [](Strip& strip) {
    for (const Lead lead : {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf}) {
      if (strip.find(lead) != nullptr) continue;
      auto samples = samples_of(strip, lead);
      if (!samples) continue;
      strip.channels.push_back({lead, std::string(name_of(lead)), std::move(*samples), 0.0, true});
    }
  };
  complete(recording.rhythm);
  if (recording.median) complete(*recording.median);
}

void add_age_at_acquisition(Recording& recording) {
  constexpr double kOldest = 130.0;
  const auto born = day_of(recording.subject.birth_date);
  if (recording.subject.age_years || !born || !recording.acquired_at) return;
  const auto today = std::chrono::floor<std::chrono::days>(*recording.acquired_at);
  const std::chrono::year_month_day now{today};
  const auto lived = (today - std::chrono::local_days{*born}).count();
  if (lived < 0) return;
  double years = static_cast<double>(int{now.year()} - int{born->year()});
  if (std::pair(now.month(), now.day()) < std::pair(born->month(), born->day())) years -= 1.0;
  if (years < 2.0) years = static_cast<double>(lived) / 365.25;
  if (years <= kOldest) recording.subject.age_years = years;
}

Result<void> check(const Recording& recording) {
  if (auto ok = check_strip(recording.rhythm); !ok) return ok;
  if (recording.median) return check_strip(*recording.median);
  return {};
}

}  // namespace rdc::ecg
