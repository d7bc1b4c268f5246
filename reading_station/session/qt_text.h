// Text of the contract (UTF-8) as Qt wants it.
#pragma once

#include <QString>
#include <string>

namespace rdc::station {

inline QString from(const std::string& utf8) { return QString::fromStdString(utf8); }

}  // namespace rdc::station
