// An object on this station's disk, sealed: what the cache hands out.
#pragma once

#include <filesystem>
#include <string>

#include "common/identity/seal_key.h"
#include "reading_station/viewer/stored_object.h"

namespace rdc::station {

// `name`: what it was sealed as. open() gives a file that is in this process's memory alone and has no name on any
// disk; it goes with the last copy of the ReadableFile. kCorrupt/SEAL_BROKEN; kNoSpace/NO_MEMORY.
StoredObjectPtr sealed_object(const std::filesystem::path& file, identity::SealKeyPtr key, std::string name);

}  // namespace rdc::station
