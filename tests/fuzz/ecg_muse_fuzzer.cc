#include "ecg/formats/muse_reader.h"
#include "ecg/formats/xml_tree.h"
#include "tests/fuzz/ecg_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = rdc::ecg::xml::parse(rdc::fuzz::as_input(data, size));
  if (document) (void)rdc::ecg::muse::read((*document)->document_element());
  return 0;
}
