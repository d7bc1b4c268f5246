// Which words two versions of a text differ in. Pure; any thread.
#pragma once

#include <vector>

#include <QString>

namespace rdc::station {

struct DiffPart {
  enum class Kind { kSame, kRemoved, kAdded };
  Kind kind;
  QString text;

  bool operator==(const DiffPart&) const = default;
};

// Chinese is compared character by character, Latin words and numbers ("12.5") as wholes. The parts that are not kAdded
// make `before`, those that are not kRemoved make `after`. Texts too different to be worth comparing (over 2,000
// changed words) come back as one removed and one added part.
std::vector<DiffPart> diff_words(const QString& before, const QString& after);
// As HTML: removed struck through on red, added on green; both also by form, not by colour alone.
QString diff_html(const std::vector<DiffPart>& parts);

}  // namespace rdc::station
