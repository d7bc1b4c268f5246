#include "common/dicom/written_time.h"

#include <ctime>

#include <fmt/format.h>

namespace rdc::dicom {

WrittenTime written_time(base::Timestamp at) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return {fmt::format("{:04}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
          fmt::format("{:02}{:02}{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec)};
}

}  // namespace rdc::dicom
