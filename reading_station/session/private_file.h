// What a reader has typed or drawn, on this station's disk, for this account's eyes only.
#pragma once

#include <QByteArray>
#include <filesystem>

namespace rdc::station {

// Replaces the file as a whole, mode 0600, making its folder (0700) if missing. True once the bytes are on the disk;
// false: the old content, if any, stands. Any thread.
bool write_private_file(const std::filesystem::path& path, const QByteArray& bytes);

}  // namespace rdc::station
