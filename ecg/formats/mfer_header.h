// The tags of MFER, the Medical waveform Format Encoding Rules (ISO 22077-1): how its channels lie in its data blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/recording.h"

namespace rdc::ecg::mfer {

enum class DataType : std::uint8_t {
  kInt16 = 0,
  kUint16 = 1,
  kInt32 = 2,
  kUint8 = 3,
  kStatus16 = 4,
  kInt8 = 5,
  kUint32 = 6,
  kFloat32 = 7,
  kFloat64 = 8,
};
std::uint32_t size_of(DataType type);

struct Attributes {
  std::uint64_t block_length = 1;  // samples of a channel in a sequence
  DataType type = DataType::kInt16;
  double rate_hz = 1000.0;
  double step = 1.0;          // in `unit`
  int unit = 0;               // 0: volts, brought to microvolts in `step`
  double offset = 0.0;        // in steps
  std::optional<double> gap;  // the step which says "no sample"
};

struct ChannelAttributes : Attributes {
  std::uint32_t lead_code = 0;
  std::string label;
};

struct DataBlock {
  std::uint64_t offset = 0;  // in the file
  std::uint64_t bytes = 0;
  std::uint64_t sequences = 0;  // as declared; 0: as many as there are
};

struct Header {
  bool big_endian = true;
  std::vector<ChannelAttributes> channels;
  std::vector<DataBlock> blocks;
  Recording described;  // device, subject, time, marks, warnings
};

// Walks the tags without reading the data. kInvalid BAD_MFER (what, at which byte); UNSUPPORTED_COMPRESSION for
// compressed data or AHA differences.
Result<Header> read_header(ByteSource& bytes);

}  // namespace rdc::ecg::mfer
