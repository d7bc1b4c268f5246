// Input: the content, a zero byte, the centre's certificate, a zero byte, the signature. What is accepted must be
// refused with one byte altered: of the content, and of the signature at a place the input chooses.
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/identity/certificate.h"
#include "common/identity/cms_signature.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

std::string_view up_to_zero(std::string_view& rest) {
  const auto end = std::min(rest.find('\0'), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace identity = rdc::identity;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto content = up_to_zero(rest), centre = up_to_zero(rest), signature = rest;
  (void)identity::read_certificate(centre);
  if (!identity::cms_verify(content, signature, centre)) return 0;
  if (identity::cms_verify(std::string(content) + " ", signature, centre)) std::abort();
  std::string altered(signature);
  char& byte = altered[content.size() % altered.size()];
  byte = static_cast<char>(byte ^ 0x10);
  if (identity::cms_verify(content, altered, centre)) std::abort();
  return 0;
}
