#include "dicom_router/ingest/staging_recovery.h"

#include "dicom_router/store/item_store.h"

namespace rdc::router {

Result<std::size_t> place_unplaced(Staging& staging, Catalog& catalog, ObjectStore& objects, const base::Clock& clock,
                                   base::FileSystem& fs) {
  ItemStore items(clock);
  std::size_t placed = 0;
  for (const auto& path : staging.take_unplaced()) {
    const auto digest = base::sha256_of_file(path);
    if (!digest) return fail(digest);
    const auto named =
        catalog.read<bool>([&](soci::session& session) { return items.holds_object(session, digest->hex()); });
    if (!named) return fail(named);
    if (!*named) {
      if (auto removed = fs.remove(path); !removed) return fail(removed);
      continue;
    }
    if (auto put = objects.put_staged(path, digest->hex()); !put) return fail(put);
    ++placed;
  }
  return placed;
}

Result<std::set<base::Sha256>> digests_of_unplaced(const std::filesystem::path& staging) {
  std::set<base::Sha256> digests;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(staging, error)) {
    std::error_code gone;
    if (entry.path().extension() != Staging::kStock || entry.file_size(gone) == 0 || gone) continue;
    // A file that is moved away meanwhile has arrived where it belongs.
    if (auto digest = base::sha256_of_file(entry.path())) digests.insert(*digest);
  }
  if (error) return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}", staging.string());
  return digests;
}

}  // namespace rdc::router
