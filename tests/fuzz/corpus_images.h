// Small images for the corpora, one for each way of coding pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace rdc::fuzz {

// Writes beside each other, from one native 16-bit grey file: NAME of the syntax + ".dcm". Returns their names.
Result<std::vector<std::string>> write_coded_images(const std::filesystem::path& native,
                                                    const std::filesystem::path& directory);

// A ramp with noise of `size` x `size` pixels, 12 bits, as a codestream by itself.
std::vector<std::uint8_t> jpeg2000_ramp(std::uint32_t size);
std::vector<std::uint8_t> jpeg_ls_ramp(std::uint32_t size);

}  // namespace rdc::fuzz
