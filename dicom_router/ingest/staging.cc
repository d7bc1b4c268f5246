#include "dicom_router/ingest/staging.h"

#include <fstream>
#include <vector>

namespace rdc::router {
namespace {

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
  std::vector<std::filesystem::path> worthless;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    auto sidecar = entry.path();
    sidecar.replace_extension(".begin");
    const auto extension = entry.path().extension();
    if (extension == ".whole" || (extension == ".part" && !std::filesystem::exists(sidecar)))
      worthless.push_back(entry.path());
  }
  if (error) return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}", directory.string());
  for (const auto& path : worthless)
    if (auto removed = fs.remove(path); !removed) return fail(removed);
  auto guard = base::ParseGuard::open(directory / "parsing", fs);
  if (!guard) return fail(guard);
  return std::unique_ptr<Staging>(new Staging(directory, fs, std::move(*guard)));
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

StagedItem::StagedItem(Staging& staging, v1::Begin begin) : staging_(staging), begin_(std::move(begin)) {}

StagedItem::~StagedItem() { staging_.release(begin_.item_id()); }

std::filesystem::path StagedItem::file(const char* extension) const {
  return staging_.directory_ / (begin_.item_id() + extension);
}
std::filesystem::path StagedItem::part() const { return file(".part"); }
std::filesystem::path StagedItem::whole() const { return file(".whole"); }

Result<void> StagedItem::start_new() {
  for (const char* extension : {".begin", ".part", ".whole"})
    if (auto removed = staging_.fs_.remove(file(extension)); !removed) return removed;
  auto created = staging_.fs_.create(part());
  if (!created) return fail(created);
  file_ = std::move(*created);
  return {};
}

Result<bool> StagedItem::resume() {
  auto sidecar = base::read_file(file(".begin"), 64 * 1024);
  if (!sidecar || *sidecar != sidecar_of(begin_)) return false;
  std::error_code error;
  const auto size = std::filesystem::file_size(part(), error);
  if (error || size > begin_.coded_size()) return false;
  if (auto hashed = hash_file(part(), hasher_); !hashed) return fail(hashed);
  auto reopened = staging_.fs_.reopen(part(), size);
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
  if (received_ - durable_ >= kSyncBytes && !complete()) return keep();
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
  // Also syncs the directory, and with it the part's own name.
  auto written = base::write_file_atomically(staging_.fs_, file(".begin"), base::as_bytes(sidecar_of(begin_)));
  if (written) has_sidecar_ = true;
  return written;
}

Result<void> StagedItem::sync_whole() {
  if (auto synced = file_->sync(); !synced) return synced;
  durable_ = received_;
  return {};
}

Result<base::ParseGuard::Scope> StagedItem::parsing() { return staging_.guard_->enter(begin_.sha256()); }

Result<void> StagedItem::discard() {
  file_.reset();
  for (const char* extension : {".part", ".whole", ".begin"})
    if (auto removed = staging_.fs_.remove(file(extension)); !removed) return removed;
  return {};
}

}  // namespace rdc::router
