// Files that break what reads them carelessly.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace rdc::testkit {

// A Part-10 CT instance whose data set nests sequences of undefined length `depth` times. A recursive parser runs out
// of stack; DCMTK's storescp and Orthanc die of it.
void write_nested_sequences(const std::filesystem::path& file, std::uint32_t depth, std::uint64_t seed);
// The same data set as bytes on the wire, explicit little endian.
std::string nested_data_set(const std::string& instance_uid, std::uint32_t depth);
// A Part-10 file that ends in the middle of its pixels.
void write_cut_file(const std::filesystem::path& file, std::uint64_t seed);

}  // namespace rdc::testkit
