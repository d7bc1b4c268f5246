// The document as it comes over the wire or from a disk; what is accepted can be signed anew and says the same.
#include <cstdlib>
#include <string_view>

#include <google/protobuf/util/message_differencer.h>

#include "common/report/report_document.h"
#include "common/report/verify_report.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto document = rdc::report::parse(bytes);
  if (!document) return 0;
  (void)rdc::report::verify_link(*document, bytes);
  (void)rdc::report::verify_link(*document, std::nullopt);
  const auto written = rdc::report::to_signed_bytes(*document);
  if (!written) std::abort();
  const auto again = rdc::report::parse(*written);
  if (!again || !google::protobuf::util::MessageDifferencer::Equals(*document, *again)) std::abort();
  return 0;
}
