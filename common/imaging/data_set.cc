#include "common/imaging/data_set.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rdc::imaging {
namespace {

constexpr std::size_t kMaxTextBytes = 65'536;  // longer values are no attribute of ours

std::string trimmed(std::string_view text) {
  constexpr std::string_view kPadding(" \t\r\n\0", 5);
  const auto first = text.find_first_not_of(kPadding);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kPadding) - first + 1));
}

std::optional<double> parsed(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

void AttributeScope::prefer_macros_of(DcmItem* functional_groups) {
  if (functional_groups == nullptr) return;
  std::vector<DcmItem*> macros;
  for (unsigned long i = 0; i < functional_groups->card(); ++i) {
    auto* sequence = dynamic_cast<DcmSequenceOfItems*>(functional_groups->getElement(i));
    if (sequence != nullptr && sequence->card() > 0) macros.push_back(sequence->getItem(0));
  }
  items_.insert(items_.begin(), macros.begin(), macros.end());
}

DcmElement* AttributeScope::element(const DcmTagKey& tag) const {
  for (DcmItem* item : items_) {
    DcmElement* found = nullptr;
    if (item->findAndGetElement(tag, found).good() && found != nullptr && found->getLength() > 0) return found;
  }
  return nullptr;
}

DcmElement* AttributeScope::pixel_element() const {
  for (const DcmTagKey& tag : {DCM_PixelData, DCM_FloatPixelData, DCM_DoubleFloatPixelData}) {
    DcmElement* found = nullptr;
    if (items_.back()->findAndGetElement(tag, found).good() && found != nullptr) return found;
  }
  return nullptr;
}

std::string AttributeScope::text(const DcmTagKey& tag) const {
  DcmElement* found = element(tag);
  if (found == nullptr || found->getLength() > kMaxTextBytes) return {};
  OFString value;
  if (found->getOFStringArray(value, OFFalse).bad()) return {};
  return trimmed(value);
}

std::vector<std::string> AttributeScope::texts(const DcmTagKey& tag) const {
  const std::string all = text(tag);
  std::vector<std::string> values;
  for (std::size_t start = 0; !all.empty() && start <= all.size();) {
    const auto end = std::min(all.find('\\', start), all.size());
    values.push_back(trimmed(std::string_view(all).substr(start, end - start)));
    start = end + 1;
  }
  return values;
}

std::vector<double> AttributeScope::numbers(const DcmTagKey& tag) const {
  std::vector<double> values;
  for (const std::string& value : texts(tag)) {
    const auto number = parsed(value);
    if (!number) return {};  // one bad value makes the position of the others doubtful
    values.push_back(*number);
  }
  return values;
}

std::optional<double> AttributeScope::number(const DcmTagKey& tag) const {
  const auto values = texts(tag);
  return values.empty() ? std::nullopt : parsed(values.front());
}

std::optional<int> AttributeScope::integer(const DcmTagKey& tag) const {
  const auto value = number(tag);
  if (!value || std::abs(*value) > 2'000'000'000 || *value != std::floor(*value)) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<SpacingPair> AttributeScope::pair(const DcmTagKey& tag) const {
  const auto values = numbers(tag);
  constexpr double kSmallest = 1e-6, kLargest = 1e4;
  const auto sensible = [](double v) { return v >= kSmallest && v <= kLargest; };
  if (values.size() < 2 || !sensible(values[0]) || !sensible(values[1])) return std::nullopt;
  return SpacingPair{values[0], values[1]};
}

std::vector<DcmItem*> AttributeScope::sequence(const DcmTagKey& tag, std::size_t limit) const {
  std::vector<DcmItem*> found;
  for (DcmItem* item : items_) {
    DcmSequenceOfItems* sequence = nullptr;
    if (item->findAndGetSequence(tag, sequence).bad() || sequence == nullptr || sequence->card() == 0) continue;
    const auto count = std::min<std::size_t>(sequence->card(), limit);
    for (std::size_t i = 0; i < count; ++i) found.push_back(sequence->getItem(static_cast<unsigned long>(i)));
    break;
  }
  return found;
}

}  // namespace rdc::imaging
