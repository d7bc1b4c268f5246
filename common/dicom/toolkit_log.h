// DCMTK's own log, which goes to standard error and may quote values out of a data set.
#pragma once

namespace rdc::dicom {

// Switches it off for the whole process: what is wrong with an object is said by our own errors, which never hold
// patient data. Call once, before the first thread.
void silence_toolkit_log();

}  // namespace rdc::dicom
