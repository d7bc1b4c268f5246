// A moment as DICOM writes it (DA, TM), in this computer's local time and whole seconds. Thread-safe.
#pragma once

#include <string>

#include "common/base/clock.h"

namespace rdc::dicom {

struct WrittenTime {
  std::string date, time;  // "YYYYMMDD", "HHMMSS"
};
WrittenTime written_time(base::Timestamp at);

}  // namespace rdc::dicom
