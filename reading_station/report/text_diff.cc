#include "reading_station/report/text_diff.h"

#include <algorithm>

#include "common/ui/tone.h"

namespace rdc::station {
namespace {

constexpr int kLargestDistance = 2000;  // 2,000 steps keep the trace under 16 MB

bool in_one_word(QChar c) { return c.unicode() < 0x2E80 && c.isLetterOrNumber(); }

std::vector<QString> words_of(const QString& text) {
  std::vector<QString> made;
  for (qsizetype at = 0; at < text.size();) {
    qsizetype end = at + 1;
    if (in_one_word(text[at])) {
      const auto decimal = [&](qsizetype i) {
        return text[i] == u'.' && text[i - 1].isDigit() && i + 1 < text.size() && text[i + 1].isDigit();
      };
      while (end < text.size() && (in_one_word(text[end]) || decimal(end))) ++end;
    } else if (text[at].isHighSurrogate() && end < text.size()) {
      ++end;
    }
    made.push_back(text.mid(at, end - at));
    at = end;
  }
  return made;
}

using DiffWords = std::vector<QString>;

void put_part(std::vector<DiffPart>& reversed, DiffPart::Kind kind, const QString& word) {
  if (!reversed.empty() && reversed.back().kind == kind)
    reversed.back().text.prepend(word);
  else
    reversed.push_back({kind, word});
}

// Myers, "An O(ND) Difference Algorithm", 1986: the furthest reaching paths of each distance, walked back.
class Comparison {
 public:
  Comparison(const DiffWords& before, const DiffWords& after)
      : a_(before), b_(after), n_(static_cast<int>(before.size())), m_(static_cast<int>(after.size())) {}

  bool run() {
    const int most = std::min(n_ + m_, kLargestDistance);
    std::vector<int> reach(static_cast<std::size_t>(2 * most + 3), 0);
    for (int d = 0; d <= most; ++d) {
      trace_.push_back({reach.begin() + (most + 1 - d - 1), reach.begin() + (most + 1 + d + 2)});
      for (int k = -d; k <= d; k += 2) {
        const auto at = [&](int diagonal) -> int& { return reach[static_cast<std::size_t>(diagonal + most + 1)]; };
        const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
        int x = down ? at(k + 1) : at(k - 1) + 1;
        while (x < n_ && x - k < m_ && a_[idx(x)] == b_[idx(x - k)]) ++x;
        at(k) = x;
        if (x >= n_ && x - k >= m_) return true;
      }
    }
    return false;
  }

  std::vector<DiffPart> parts() const {
    std::vector<DiffPart> made;
    int x = n_;
    int y = m_;
    for (int d = static_cast<int>(trace_.size()) - 1; d >= 0; --d) {
      const auto at = [&](int diagonal) { return trace_[idx(d)][idx(diagonal + d + 1)]; };
      const int k = x - y;
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const int from = d == 0 ? 0 : down ? at(k + 1) : at(k - 1);
      const int from_y = d == 0 ? 0 : from - (down ? k + 1 : k - 1);
      while (x > from && y > from_y) {
        put_part(made, DiffPart::Kind::kSame, a_[idx(--x)]);
        --y;
      }
      if (d == 0) break;
      if (down)
        put_part(made, DiffPart::Kind::kAdded, b_[idx(--y)]);
      else
        put_part(made, DiffPart::Kind::kRemoved, a_[idx(--x)]);
    }
    std::ranges::reverse(made);
    return made;
  }

 private:
  static std::size_t idx(int i) { return static_cast<std::size_t>(i); }

  const DiffWords& a_;
  const DiffWords& b_;
  const int n_;
  const int m_;
  std::vector<std::vector<int>> trace_;  // [d]: reach on diagonals -d-1 … d+1 before step d
};

}  // namespace

std::vector<DiffPart> diff_words(const QString& before, const QString& after) {
  const DiffWords a = words_of(before);
  const DiffWords b = words_of(after);
  Comparison comparison(a, b);
  if (comparison.run()) return comparison.parts();
  return {{DiffPart::Kind::kRemoved, before}, {DiffPart::Kind::kAdded, after}};
}

QString diff_html(const std::vector<DiffPart>& parts) {
  const auto look = [](const ui::Marking& marking) {
    return QStringLiteral("background:%1;color:%2").arg(marking.ground.name(), marking.text.name());
  };
  const QString removed = look(ui::removed_marking()), added = look(ui::added_marking());
  QString made;
  for (const auto& part : parts) {
    const QString text = part.text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br/>"));
    switch (part.kind) {
      case DiffPart::Kind::kSame:
        made += text;
        break;
      case DiffPart::Kind::kRemoved:
        made += QStringLiteral("<s style='%1'>%2</s>").arg(removed, text);
        break;
      case DiffPart::Kind::kAdded:
        made += QStringLiteral("<u style='%1'>%2</u>").arg(added, text);
        break;
    }
  }
  return made;
}

}  // namespace rdc::station
