// The header up to the first NUL, then the bytes of every signal file it names; segments find the same header again.
#include <cstring>

#include "ecg/formats/wfdb_reader.h"
#include "tests/fuzz/ecg_input.h"

namespace {

class OneFile final : public rdc::ecg::Companions {
 public:
  OneFile(rdc::ecg::Bytes header, rdc::ecg::Bytes samples) : header_(header), samples_(samples) {}
  rdc::Result<std::unique_ptr<rdc::ecg::ByteSource>> open(const std::string& name) override {
    return rdc::ecg::bytes_in_memory(name.ends_with(".hea") ? header_ : samples_);
  }

 private:
  rdc::ecg::Bytes header_, samples_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = rdc::fuzz::as_input(data, size);
  const std::string_view text = rdc::ecg::as_characters(input);
  const auto end = std::min(text.find('\0'), text.size());
  // A segment's own header begins behind a line of '='.
  const auto segment = text.substr(0, end).find("\n=\n");
  const std::string_view header = text.substr(0, std::min(segment, end));
  const std::string_view inner =
      segment == std::string_view::npos ? header : text.substr(segment + 3, end - segment - 3);
  OneFile files(std::as_bytes(std::span(inner.data(), inner.size())), input.subspan(std::min(end + 1, size)));
  auto source = rdc::ecg::wfdb::open(header, files);
  if (source) rdc::fuzz::exercise(**source);
  return 0;
}
