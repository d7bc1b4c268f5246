#include "common/dicom/toolkit_log.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/oflog/oflog.h>

namespace rdc::dicom {

void silence_toolkit_log() { OFLog::configure(OFLogger::OFF_LOG_LEVEL); }

}  // namespace rdc::dicom
