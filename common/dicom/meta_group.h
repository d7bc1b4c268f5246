// The Part-10 header we put before a data set that came over the network.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace rdc::dicom {

// Preamble, "DICM" and a meta group with class, instance, transfer syntax and our implementation class: the same bytes
// for the same object, whoever sent it and whenever, so that a repeated C-STORE has the same digest.
std::vector<std::byte> make_meta_group(std::string_view sop_class_uid, std::string_view sop_instance_uid,
                                       std::string_view transfer_syntax_uid);

}  // namespace rdc::dicom
