#include "dicom_router/store/catalog.h"

#include "dicom_router/store/migrations.h"

namespace rdc::router {

Result<std::unique_ptr<Catalog>> Catalog::open(const std::filesystem::path& file, const base::Clock& clock) {
  storage::Database::Options options;
  options.file = file;
  // Under a CT's hundreds of images the groups grow several times larger; an ECG does not notice.
  options.gather = std::chrono::microseconds(1500);
  auto database = storage::Database::open(std::move(options), embedded_migrations(), clock);
  if (!database) return fail(database);
  return std::make_unique<Catalog>(std::move(*database));
}

}  // namespace rdc::router
