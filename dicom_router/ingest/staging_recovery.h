// What a power cut took out of the object store again.
//
// An object that came in stock (see staging.h) is moved into the store without waiting for its new name: its row is
// committed, its sender told STORED, and a power cut may still put the file back where it was. So before anything else
// happens to the store, each start looks at what lies there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>

#include "dicom_router/ingest/staging.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"

namespace rdc::router {

// Hashes every stock file with bytes in it: what the catalog names goes into the store, durably; the rest was never
// acknowledged and is removed. Returns how many went. Blocks for as long as reading them takes.
Result<std::size_t> place_unplaced(Staging& staging, Catalog& catalog, ObjectStore& objects, const base::Clock& clock,
                                   base::FileSystem& fs);

// The digests of what the next start would look at. Beside a working router it also finds what is just arriving.
Result<std::set<base::Sha256>> digests_of_unplaced(const std::filesystem::path& staging);

}  // namespace rdc::router
