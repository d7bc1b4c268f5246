#include "dicom_router/ingest/quarantine.h"

namespace rdc::router {

Result<std::unique_ptr<Quarantine>> Quarantine::open(const std::filesystem::path& directory, base::FileSystem& fs,
                                                     const base::Clock& clock) {
  if (auto made = fs.create_directories(directory); !made) return fail(made);
  return std::unique_ptr<Quarantine>(new Quarantine(directory, fs, clock));
}

Result<void> Quarantine::keep(const v1::Begin& begin, const std::string& site_id, const std::filesystem::path& bytes,
                              const Error& why) {
  const auto text = fmt::format("item {}\nsite {}\nsource {}\nsha256 {}\nsize {}\nat {}\nreason {}\n{}\n",
                                begin.item_id(), site_id, begin.source(), begin.sha256(), begin.size(),
                                base::to_iso8601(clock_.now()), why.reason, why.message);
  if (auto written = base::write_file_atomically(fs_, directory_ / (begin.item_id() + ".txt"), base::as_bytes(text));
      !written)
    return written;
  if (auto moved = fs_.rename(bytes, directory_ / (begin.item_id() + ".bin")); !moved) return moved;
  return fs_.sync_directory(directory_);
}

}  // namespace rdc::router
