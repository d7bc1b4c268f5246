#include "common/dicom/data_set.h"

#include <bit>
#include <charconv>
#include <cmath>

namespace rdc::dicom {

class DataSet::Builder final : public ElementVisitor {
 public:
  explicit Builder(std::vector<Node>& nodes) : nodes_(nodes) {}

  void element(const WalkedElement& element) override { add(Node::Kind::kElement, element); }
  void begin_sequence(Tag tag) override { open(Node::Kind::kSequence, tag); }
  void begin_item() override { open(Node::Kind::kItem, 0); }
  void end_item() override { close(); }
  void end_sequence() override { close(); }
  void abandon_sequence(Tag tag) override {
    while (!open_.empty()) {
      const std::uint32_t index = open_.back();
      open_.pop_back();
      const bool is_it = nodes_[index].kind == Node::Kind::kSequence && nodes_[index].element.tag == tag;
      nodes_.resize(index);
      if (is_it) return;
    }
  }

 private:
  void add(Node::Kind kind, const WalkedElement& element) {
    nodes_.push_back({kind, element, static_cast<std::uint32_t>(nodes_.size() + 1)});
  }
  void open(Node::Kind kind, Tag tag) {
    open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    add(kind, WalkedElement{tag, 0, false, {}});
  }
  void close() {
    nodes_[open_.back()].end = static_cast<std::uint32_t>(nodes_.size());
    open_.pop_back();
  }

  std::vector<Node>& nodes_;
  std::vector<std::uint32_t> open_;
};

Result<DataSet> DataSet::read(std::span<const std::byte> file, const Part10Limits& limits) {
  DataSet set;
  Builder builder(set.nodes_);
  auto walked = walk_file(file, limits, builder);
  if (!walked) return fail(walked);
  set.walked_ = std::move(*walked);
  return set;
}

Result<DataSet> DataSet::read(const std::filesystem::path& path, const Part10Limits& limits) {
  auto file = MappedFile::open(path, MappedFile::Use::kInPlaces);
  if (!file) return fail(file);
  auto set = read(file->bytes(), limits);
  if (set) set->file_ = std::move(*file);
  return set;
}

const WalkedElement* ItemView::find(Tag tag) const {
  for (std::uint32_t i = begin_; i < end_; i = owner_->nodes_[i].end) {
    if (owner_->nodes_[i].element.tag == tag) return &owner_->nodes_[i].element;
  }
  return nullptr;
}

std::vector<ItemView> ItemView::items(Tag sequence) const {
  std::vector<ItemView> found;
  for (std::uint32_t i = begin_; i < end_; i = owner_->nodes_[i].end) {
    const auto& node = owner_->nodes_[i];
    if (node.element.tag != sequence || node.kind != DataSet::Node::Kind::kSequence) continue;
    for (std::uint32_t j = i + 1; j < node.end; j = owner_->nodes_[j].end)
      found.push_back({*owner_, j + 1, owner_->nodes_[j].end});
    break;
  }
  return found;
}

std::optional<ItemView> ItemView::first_item(Tag sequence) const {
  const auto all = items(sequence);
  return all.empty() ? std::nullopt : std::optional(all.front());
}

std::string_view ItemView::raw(Tag tag) const {
  const WalkedElement* element = find(tag);
  if (element == nullptr) return {};
  const std::string_view text = as_text(element->value);
  const auto end = text.find_last_not_of(std::string_view("\0 ", 2));
  return end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
}

namespace {

std::uint64_t get_u64(const WalkedElement& e) {
  const std::uint64_t a = get_u32(e.value, 0, e.big_endian), b = get_u32(e.value, 4, e.big_endian);
  return e.big_endian ? (a << 32) | b : (b << 32) | a;
}

// The VR, or in implicit VR what the bytes look like: these readers are only asked for numeric and decimal string
// elements.
bool is_text(const WalkedElement& e) {
  if (e.vr == vr('D', 'S') || e.vr == vr('I', 'S')) return true;
  if (e.vr != 0 && e.vr != vr('U', 'N')) return false;
  for (const std::byte b : e.value) {
    const char c = static_cast<char>(b);
    if (!((c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E' || c == '\\' ||
          c == '\0'))
      return false;
  }
  // Two bytes 0x30..0x39 might be a US too; no US that we read is that large and also absent of NULs.
  return !e.value.empty() && e.value.front() != std::byte{0} &&
         (e.value.size() < 2 || e.value[1] != std::byte{0} || e.value.size() == 2);
}

std::optional<double> first_decimal(std::string_view text) {
  text = text.substr(0, text.find('\\'));
  const auto start = text.find_first_not_of(" +");
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || !std::isfinite(value)) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (rest.find_first_not_of(std::string_view("\0 ", 2)) != std::string_view::npos) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> ItemView::integer(Tag tag) const {
  const WalkedElement* e = find(tag);
  if (e == nullptr || e->value.empty()) return std::nullopt;
  if (is_text(*e)) {
    const auto value = first_decimal(as_text(e->value));
    if (!value || std::abs(*value) > 9e15) return std::nullopt;
    return static_cast<std::int64_t>(*value);
  }
  if (e->vr == vr('S', 'S') && e->value.size() >= 2)
    return static_cast<std::int16_t>(get_u16(e->value, 0, e->big_endian));
  if (e->vr == vr('S', 'L') && e->value.size() >= 4)
    return static_cast<std::int32_t>(get_u32(e->value, 0, e->big_endian));
  const bool wide = e->vr == vr('U', 'L') || ((e->vr == 0 || e->vr == vr('U', 'N')) && e->value.size() == 4);
  if (wide && e->value.size() >= 4) return get_u32(e->value, 0, e->big_endian);
  if (e->vr == vr('F', 'L') || e->vr == vr('F', 'D')) return std::nullopt;
  if (e->value.size() >= 2) return get_u16(e->value, 0, e->big_endian);
  return std::nullopt;
}

std::optional<double> ItemView::number(Tag tag) const {
  const WalkedElement* e = find(tag);
  if (e == nullptr || e->value.empty()) return std::nullopt;
  if (is_text(*e)) return first_decimal(as_text(e->value));
  std::optional<double> value;
  if (e->vr == vr('F', 'L') && e->value.size() >= 4)
    value = std::bit_cast<float>(get_u32(e->value, 0, e->big_endian));
  else if ((e->vr == vr('F', 'D') || e->vr == 0) && e->value.size() >= 8)
    value = std::bit_cast<double>(get_u64(*e));
  else if (const auto whole = integer(tag))
    value = static_cast<double>(*whole);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::vector<std::uint32_t> ItemView::unsigned_values(Tag tag, std::size_t width, std::size_t limit) const {
  const WalkedElement* e = find(tag);
  std::vector<std::uint32_t> values;
  if (e == nullptr) return values;
  if (e->vr == vr('U', 'S')) width = 2;
  if (e->vr == vr('U', 'L')) width = 4;
  for (std::size_t i = 0; i + width <= e->value.size() && values.size() < limit; i += width) {
    values.push_back(width == 2 ? get_u16(e->value, i, e->big_endian) : get_u32(e->value, i, e->big_endian));
  }
  return values;
}

}  // namespace rdc::dicom
