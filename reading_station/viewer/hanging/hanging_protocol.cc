#include "reading_station/viewer/hanging/hanging_protocol.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rdc::station {
namespace {

bool contains_word(const QStringList& words, const QString& word) { return words.contains(word, Qt::CaseInsensitive); }

bool names_part(const QStringList& parts, const QString& text) {
  return std::ranges::any_of(parts, [&](const QString& part) { return text.contains(part, Qt::CaseInsensitive); });
}

bool fits(const ViewportRule& rule, const HangItem& item) {
  return rule.prior == item.prior && (rule.modality.isEmpty() || contains_word(rule.modality, item.modality)) &&
         (rule.body_part.isEmpty() || names_part(rule.body_part, item.body_part)) &&
         (rule.view.isEmpty() || contains_word(rule.view, item.view)) &&
         (rule.laterality.isEmpty() || contains_word(rule.laterality, item.laterality));
}

}  // namespace

int match_score(const HangingProtocol& protocol, const std::vector<HangItem>& items) {
  std::vector<const HangItem*> current;
  bool has_prior = false;
  for (const HangItem& item : items) {
    if (item.prior)
      has_prior = true;
    else if (protocol.modality.isEmpty() || contains_word(protocol.modality, item.modality))
      current.push_back(&item);
  }
  const auto any = [&](auto condition) { return std::ranges::any_of(current, condition); };
  const int count = static_cast<int>(current.size());
  if (count < protocol.min_items || (protocol.max_items > 0 && count > protocol.max_items)) return -1;
  int score = 0;
  if (protocol.prior != HangingProtocol::Prior::kAny) {
    if (has_prior != (protocol.prior == HangingProtocol::Prior::kRequired)) return -1;
    score += 2;
  }
  if (!protocol.modality.isEmpty()) {
    if (current.empty()) return -1;
    score += 4;
  }
  if (!protocol.body_part.isEmpty()) {
    if (!any([&](const HangItem* item) { return names_part(protocol.body_part, item->body_part); })) return -1;
    score += 8;
  }
  for (const QString& view : protocol.views) {
    if (!any([&](const HangItem* item) { return item->view.compare(view, Qt::CaseInsensitive) == 0; })) return -1;
    score += 2;
  }
  if (!protocol.modality.isEmpty() && (protocol.min_items > 1 || protocol.max_items > 0)) ++score;
  return score;
}

std::vector<const HangingProtocol*> matching_protocols(const std::vector<HangingProtocol>& protocols,
                                                       const std::vector<HangItem>& items) {
  std::vector<std::pair<int, const HangingProtocol*>> scored;
  for (const HangingProtocol& protocol : protocols)
    if (const int score = match_score(protocol, items); score >= 0) scored.emplace_back(score, &protocol);
  std::ranges::stable_sort(scored, std::greater{}, &std::pair<int, const HangingProtocol*>::first);
  std::vector<const HangingProtocol*> matching;
  for (const auto& [score, protocol] : scored) matching.push_back(protocol);
  return matching;
}

std::vector<std::optional<HungItem>> hang(const HangingProtocol& protocol, const std::vector<HangItem>& items) {
  std::vector<std::optional<HungItem>> hung;
  std::vector<bool> used(items.size(), false);
  for (const ViewportRule& rule : protocol.viewports) {
    if (rule.same_as > 0) {
      auto same = hung[static_cast<std::size_t>(rule.same_as) - 1];
      if (same) same->window = rule.window;
      hung.push_back(same);
      continue;
    }
    const auto first_unused = [&](auto condition) {
      std::optional<std::size_t> chosen;
      for (std::size_t i = 0; i < items.size() && !chosen; ++i)
        if (!used[i] && condition(items[i])) chosen = i;
      return chosen;
    };
    auto chosen = first_unused([&](const HangItem& item) { return fits(rule, item); });
    // Many devices leave the view empty: such an image may hang anywhere, a lateral never in the frontal's place.
    ViewportRule any_view = rule;
    any_view.view.clear();
    any_view.laterality.clear();
    if (!chosen)
      chosen = first_unused([&](const HangItem& item) { return item.view.isEmpty() && fits(any_view, item); });
    if (chosen) used[*chosen] = true;
    hung.push_back(chosen ? std::optional(HungItem{items[*chosen], rule.window}) : std::nullopt);
  }
  return hung;
}

std::optional<imaging::WindowSetting> named_window(const QString& name) {
  // As window_presets.h.
  static const std::array<std::pair<const char*, std::pair<double, double>>, 7> kWindows{{{"lung", {-600, 1500}},
                                                                                          {"mediastinum", {40, 400}},
                                                                                          {"bone", {480, 2500}},
                                                                                          {"brain", {40, 80}},
                                                                                          {"abdomen", {60, 400}},
                                                                                          {"liver", {70, 150}},
                                                                                          {"subdural", {75, 215}}}};
  for (const auto& [known, window] : kWindows)
    if (name == QLatin1String(known))
      return imaging::WindowSetting{window.first, window.second, imaging::VoiFunction::kLinear, ""};
  return std::nullopt;
}

}  // namespace rdc::station
