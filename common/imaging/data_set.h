// Reading attributes from a DCMTK data set without trusting them. Internal to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "common/imaging/spacing.h"

namespace rdc::imaging {

// Attributes of one frame: looked for in the functional group macros of the frame, then in the shared ones, then in the
// data set itself. Borrows the items.
class AttributeScope {
 public:
  explicit AttributeScope(DcmItem& data_set) : items_{&data_set} {}
  // Puts every macro item of a functional groups item before what is there. nullptr is ignored.
  void prefer_macros_of(DcmItem* functional_groups);

  // Trimmed; "" when absent. All values, backslash-separated.
  std::string text(const DcmTagKey& tag) const;
  std::vector<std::string> texts(const DcmTagKey& tag) const;
  // Finite numbers only; DS, IS, US, SS, UL, FD and the like.
  std::vector<double> numbers(const DcmTagKey& tag) const;
  std::optional<double> number(const DcmTagKey& tag) const;
  std::optional<int> integer(const DcmTagKey& tag) const;
  // Two positive numbers.
  std::optional<SpacingPair> pair(const DcmTagKey& tag) const;
  // Items of a sequence, the first place that has it; at most `limit`.
  std::vector<DcmItem*> sequence(const DcmTagKey& tag, std::size_t limit) const;
  // nullptr when absent or empty.
  DcmElement* element(const DcmTagKey& tag) const;
  // Present at all: compressed pixel data have no length of their own.
  DcmElement* pixel_element() const;

 private:
  std::vector<DcmItem*> items_;
};

}  // namespace rdc::imaging
