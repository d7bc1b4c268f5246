// A data set in memory, for reading: flat, in document order, values in place. Built by the bounded walk of
// element_walk.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/dicom/element_walk.h"
#include "common/dicom/mapped_file.h"

namespace rdc::dicom {

class DataSet;

// The data set itself or one item of a sequence. Borrows the DataSet.
class ItemView {
 public:
  // First element with the tag; nullptr if absent. A sequence has an empty value.
  const WalkedElement* find(Tag tag) const;
  std::vector<ItemView> items(Tag sequence) const;
  std::optional<ItemView> first_item(Tag sequence) const;

  // Bytes of a text value without trailing blanks and NULs; "" when absent.
  std::string_view raw(Tag tag) const;
  // US, SS, UL, SL, or IS and DS text; the first value.
  std::optional<std::int64_t> integer(Tag tag) const;
  // DS or IS text, FL, FD, or any integer; the first value. Never NaN or infinite.
  std::optional<double> number(Tag tag) const;
  // All values of US or UL, by VR; by length in implicit VR `width` bytes each (2 or 4). At most `limit`.
  std::vector<std::uint32_t> unsigned_values(Tag tag, std::size_t width, std::size_t limit) const;

 private:
  friend class DataSet;
  ItemView(const DataSet& owner, std::uint32_t begin, std::uint32_t end) : owner_(&owner), begin_(begin), end_(end) {}
  const DataSet* owner_;
  std::uint32_t begin_;  // nodes [begin_, end_) are inside
  std::uint32_t end_;
};

// Immutable once read; thread-safe. Move-only.
class DataSet {
 public:
  // Errors: as check_structure.
  static Result<DataSet> read(const std::filesystem::path& path, const Part10Limits& limits = {});
  // `file` must outlive the DataSet.
  static Result<DataSet> read(std::span<const std::byte> file, const Part10Limits& limits = {});

  const StructureSummary& structure() const { return walked_.summary; }
  ItemView root() const { return {*this, 0, static_cast<std::uint32_t>(nodes_.size())}; }
  // Visits every plain element, at any depth.
  template <typename F>
  void for_each_element(F&& visit) const {
    for (const Node& node : nodes_) {
      if (node.kind == Node::Kind::kElement) visit(node.element);
    }
  }

 private:
  friend class ItemView;
  class Builder;
  struct Node {
    enum class Kind { kElement, kSequence, kItem } kind = Kind::kElement;
    WalkedElement element;
    std::uint32_t end = 0;  // first node behind this one and what it holds
  };

  std::optional<MappedFile> file_;
  WalkedFile walked_;
  std::vector<Node> nodes_;
};

}  // namespace rdc::dicom
