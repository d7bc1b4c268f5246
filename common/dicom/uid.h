// DICOM unique identifiers.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/random.h"

namespace rdc::dicom {

inline constexpr std::string_view kImplicitLittleEndian = "1.2.840.10008.1.2";
inline constexpr std::string_view kExplicitLittleEndian = "1.2.840.10008.1.2.1";
inline constexpr std::string_view kDeflatedExplicitLittleEndian = "1.2.840.10008.1.2.1.99";
inline constexpr std::string_view kExplicitBigEndian = "1.2.840.10008.1.2.2";
inline constexpr std::string_view kVerification = "1.2.840.10008.1.1";
inline constexpr std::string_view kMediaStorageDirectory = "1.2.840.10008.1.3.10";

// Written into every meta group and association. Never changes: the same object must give the same file.
inline constexpr std::string_view kImplementationClassUid = "2.25.318302733263929391936415297152391285817";
inline constexpr std::string_view kImplementationVersionName = "RDC_1";

// 1 to 64 digits and dots. Not stricter: devices write leading zeros.
bool is_uid(std::string_view text);

// "2.25." and a 128-bit integer, its most significant byte first (PS3.5 B.2), at most 44 characters.
std::string uid_of_value(std::array<std::byte, 16> value);
// The same of a random 122-bit integer.
std::string make_uid(base::Random& random);
// "2.25." and the value of this UUID ("01932c07-…", 36 characters; checked with base::is_uuid): what has an identifier
// of its own has one UID, however often it is made.
std::string uid_of_uuid(std::string_view uuid);

}  // namespace rdc::dicom
