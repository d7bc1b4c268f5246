// Re-hashes the whole archive and compares it with the catalog, both ways.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"

namespace rdc::router {

enum class ObjectFault {
  kMissing,  // the catalog names it, the store does not have it
  kWaiting,  // the same, but it lies in staging since a power cut: the router's next start puts it in place
  kDamaged,  // its bytes are not those that were stored
  kOrphan,   // the store has it, the catalog does not name it (a crash between the two; harmless)
  kStray,    // a file in the store that is no object
};
const char* to_string(ObjectFault fault);

struct ObjectFinding {
  ObjectFault fault;
  std::string subject;  // the digest, or the file's path
};

struct ObjectCheck {
  std::uint64_t objects = 0;  // re-hashed
  std::uint64_t bytes = 0;
  std::vector<ObjectFinding> findings;
  // Nothing that was stored is lost. What waits, orphans and strays lose nothing.
  bool intact() const;
};

// objects done, objects in all. Called from the checking thread.
using CheckProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Runs beside a working router. Blocks for as long as reading everything takes.
Result<ObjectCheck> check_objects(Catalog& catalog, const ObjectStore& objects, const std::filesystem::path& staging,
                                  const CheckProgress& progress = {});

}  // namespace rdc::router
