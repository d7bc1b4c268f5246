// Objects that hold words and marks rather than pixels: reports, PDF, presentation states, key object selections.
#include "common/dicom/annotation_objects.h"
#include "common/dicom/study_documents.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/scratch_file.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace dicom = rdc::dicom;
  static const rdc::fuzz::ScratchFile file("documents");
  if (!file.fill(data, size)) return 0;
  (void)dicom::read_structured_report(file.path());
  (void)dicom::read_encapsulated_pdf(file.path());
  (void)dicom::read_presentation_state(file.path());
  (void)dicom::read_key_objects(file.path());
  (void)dicom::read_measurement_report(file.path());
  return 0;
}
