// What an agent asks of every file that a device or a person hands it.
#include <cstdlib>

#include "acquisition_agent/receive/inspection.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/scratch_file.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rdc::fuzz::ScratchFile file("inspected");
  if (!file.fill(data, size)) return 0;
  const auto found = rdc::agent::inspect_file(file.path(), file.path());
  const auto as_dicom = rdc::agent::inspect_dicom(file.path());
  // The spool knows an object by its instance; an object without a class is kept all the same.
  if (as_dicom && as_dicom->sop_instance_uid.empty()) std::abort();
  if (!found && found.error().message.empty()) std::abort();
  return 0;
}
