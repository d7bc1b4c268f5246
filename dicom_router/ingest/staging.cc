#include "dicom_router/ingest/staging.h"

#include <charconv>
#include <fstream>

#include "common/base/logging.h"

namespace rdc::router {
namespace {

std::uint64_t number_of(const std::filesystem::path& stock) {
  const auto text = stock.stem().string();
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The sidecar: which coded bytes these are. Everything else of Begin may change between attempts.
std::string sidecar_of(const v1::Begin& begin) {
  v1::Begin kept;
  kept.set_item_id(begin.item_id());
  kept.set_sha256(begin.sha256());
  kept.set_size(begin.size());
  kept.set_coding(begin.coding());
  kept.set_coded_size(begin.coded_size());
  kept.set_coded_sha256(begin.coded_sha256());
  return kept.SerializeAsString();
}

Result<void> hash_file(const std::filesystem::path& path, base::Sha256Hasher& hasher) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> buffer(256 * 1024);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hasher.update(std::as_bytes(std::span{buffer.data(), static_cast<std::size_t>(in.gcount())}));
  }
  if (in.bad() || !in.eof()) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read {}", path.string());
  return {};
}

}  // namespace

Result<std::unique_ptr<Staging>> Staging::open(const std::filesystem::path& directory, base::FileSystem& fs) {
  if (auto made = fs.create_directories(directory / "parsing"); !made) return fail(made);
  auto guard = base::ParseGuard::open(directory / "parsing", fs);
  if (!guard) return fail(guard);
  std::unique_ptr<Staging> staging(new Staging(directory, fs, std::move(*guard)));
  if (auto read = staging->read_folder(); !read) return fail(read);
  return staging;
}

Result<void> Staging::read_folder() {
  std::vector<std::filesystem::path> worthless;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    const auto& path = entry.path();
    const auto extension = path.extension();
    auto sidecar = path;
    sidecar.replace_extension(".begin");
    std::error_code ignored;
    if (extension == ".begin") kept_.insert(path.stem());
    if (extension == ".whole" || (extension == ".part" && !std::filesystem::exists(sidecar, ignored)))
      worthless.push_back(path);
    if (extension != kStock) continue;
    next_stock_ = std::max(next_stock_, number_of(path) + 1);
    if (entry.file_size(ignored) > 0)
      unplaced_.push_back(path);
    else
      stock_.push_back(path);
  }
  if (error) return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}", directory_.string());
  for (const auto& path : worthless)
    if (auto removed = fs_.remove(path); !removed) return removed;
  // The last process may have made some of the stock and not come to syncing its names.
  if (!stock_.empty()) return fs_.sync_directory(directory_);
  return {};
}

Result<void> Staging::restock() {
  constexpr int kTogether = 32;
  std::deque<std::filesystem::path> made;
  for (int i = 0; i < kTogether; ++i) {
    made.push_back(directory_ / (std::to_string(next_stock_++) + kStock));
    if (auto file = fs_.create(made.back()); !file) return fail(file);
  }
  if (auto synced = fs_.sync_directory(directory_); !synced) return synced;
  stock_ = std::move(made);
  return {};
}

Result<std::filesystem::path> Staging::take_from_stock() {
  const std::lock_guard lock(mutex_);
  if (stock_.empty())
    if (auto restocked = restock(); !restocked) return fail(restocked);
  auto path = std::move(stock_.front());
  stock_.pop_front();
  return path;
}

Result<std::unique_ptr<StagedItem>> Staging::begin(const v1::Begin& begin) {
  {
    const std::lock_guard lock(mutex_);
    if (!active_.insert(begin.item_id()).second)
      return fail(ErrorCode::kUnavailable, "ITEM_BUSY", "item {} is arriving on another stream: try again",
                  begin.item_id());
  }
  std::unique_ptr<StagedItem> item(new StagedItem(*this, begin));
  if (begin.resume()) {
    auto resumed = item->resume();
    if (!resumed) return fail(resumed);
    if (*resumed) return item;
  }
  if (auto started = item->start_new(); !started) return fail(started);
  return item;
}

void Staging::release(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  active_.erase(item_id);
}

bool Staging::has_kept(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  return kept_.contains(item_id);
}

void Staging::note_kept(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  kept_.insert(item_id);
}

void Staging::forget_kept(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  kept_.erase(item_id);
}

StagedItem::StagedItem(Staging& staging, v1::Begin begin) : staging_(staging), begin_(std::move(begin)) {}

StagedItem::~StagedItem() {
  // Nobody will go on from it. If it is in the object store by now it has no name here any more.
  if (in_stock() && !part_.empty())
    if (auto removed = staging_.fs_.remove(part_); !removed)
      spdlog::warn("a staged file remains: {}", removed.error().message);
  staging_.release(begin_.item_id());
}

std::filesystem::path StagedItem::file(const char* extension) const {
  return staging_.directory_ / (begin_.item_id() + extension);
}
std::filesystem::path StagedItem::whole() const { return file(".whole"); }

Result<void> StagedItem::start_new() {
  if (staging_.has_kept(begin_.item_id())) {
    has_sidecar_ = true;
    part_ = file(".part");
    if (auto removed = discard(); !removed) return removed;
  }
  auto path = staging_.take_from_stock();
  if (!path) return fail(path);
  part_ = std::move(*path);
  auto opened = staging_.fs_.reopen_past_cache(part_, 0);
  if (!opened) return fail(opened);
  file_ = std::move(*opened);
  return {};
}

Result<bool> StagedItem::resume() {
  auto sidecar = base::read_file(file(".begin"), 64 * 1024);
  if (!sidecar || *sidecar != sidecar_of(begin_)) return false;
  std::error_code error;
  const auto part = file(".part");
  const auto size = std::filesystem::file_size(part, error);
  if (error || size > begin_.coded_size()) return false;
  if (auto hashed = hash_file(part, hasher_); !hashed) return fail(hashed);
  part_ = part;
  auto reopened = staging_.fs_.reopen_past_cache(part_, size);
  if (!reopened) return fail(reopened);
  file_ = std::move(*reopened);
  if (auto synced = file_->sync(); !synced) return fail(synced);
  received_ = durable_ = size;
  has_sidecar_ = true;
  resumed_ = size > 0;
  return true;
}

Result<void> StagedItem::append(std::uint64_t offset, std::span<const std::byte> data) {
  if (offset != received_)
    return fail(ErrorCode::kInvalid, "BAD_OFFSET", "the chunk starts at {}, the item goes on at {}", offset, received_);
  if (data.size() > begin_.coded_size() - received_)
    return fail(ErrorCode::kInvalid, "TOO_MANY_BYTES", "the item has {} bytes, more were sent", begin_.coded_size());
  if (auto written = file_->append(data); !written) return written;
  hasher_.update(data);
  received_ += data.size();
  // The end is synced by sync_whole(), together with other items.
  if (complete()) return {};
  if (received_ - durable_ >= kSyncBytes) return keep();
  // Small chunks come over a thin line: should the process die, what is in the file need not come again.
  if (data.size() < kThinLineChunk) return file_->flush();
  return {};
}

Result<void> StagedItem::keep() {
  if (!has_sidecar_)
    if (auto written = write_sidecar(); !written) return written;
  if (durable_ == received_) return {};
  if (auto synced = file_->sync(); !synced) return synced;
  durable_ = received_;
  return {};
}

Result<void> StagedItem::write_sidecar() {
  const auto part = file(".part");
  if (auto renamed = staging_.fs_.rename(part_, part); !renamed) return renamed;
  part_ = part;
  // Also syncs the directory, and with it the part's own name.
  auto written = base::write_file_atomically(staging_.fs_, file(".begin"), base::as_bytes(sidecar_of(begin_)));
  if (!written) return written;
  has_sidecar_ = true;
  staging_.note_kept(begin_.item_id());
  return {};
}

Result<void> StagedItem::sync_whole() {
  if (auto synced = file_->sync(); !synced) return synced;
  durable_ = received_;
  return {};
}

Result<base::ParseGuard::Scope> StagedItem::parsing() { return staging_.guard_->enter(begin_.sha256()); }

Result<void> StagedItem::discard() {
  file_.reset();
  if (begin_.coding() != v1::CODING_IDENTITY)
    if (auto removed = staging_.fs_.remove(whole()); !removed) return removed;
  if (auto removed = staging_.fs_.remove(part_); !removed) return removed;
  part_.clear();
  if (!has_sidecar_) return {};
  if (auto removed = staging_.fs_.remove(file(".begin")); !removed) return removed;
  has_sidecar_ = false;
  staging_.forget_kept(begin_.item_id());
  return {};
}

}  // namespace rdc::router
