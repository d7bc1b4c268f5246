#include "tests/evaluation/wfdb_record.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace rdc::ecg::evaluation {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

int sign16(unsigned value) { return static_cast<std::int16_t>(value); }
int sign12(unsigned value) { return (value & 0x800U) != 0 ? static_cast<int>(value) - 4096 : static_cast<int>(value); }

std::vector<int> unpack(const Bytes& bytes, int format, std::size_t offset) {
  std::vector<int> out;
  if (format == 16) {
    for (std::size_t i = offset; i + 1 < bytes.size(); i += 2)
      out.push_back(sign16(static_cast<unsigned>(bytes[i]) | static_cast<unsigned>(bytes[i + 1]) << 8));
  } else if (format == 212) {
    for (std::size_t i = offset; i + 2 < bytes.size(); i += 3) {
      const unsigned middle = bytes[i + 1];
      out.push_back(sign12(bytes[i] | (middle & 0x0FU) << 8));
      out.push_back(sign12(bytes[i + 2] | (middle & 0xF0U) << 4));
    }
  } else {
    throw std::runtime_error("format " + std::to_string(format));
  }
  return out;
}

struct SignalLine {
  std::string file;
  int format = 16;
  std::size_t offset = 0;
  double gain = 200.0;
  double baseline = 0.0;
  std::string label;
};

SignalLine parse_signal(const std::string& line) {
  SignalLine out;
  std::istringstream in(line);
  std::string format, gain, rest;
  in >> out.file >> format >> gain;
  out.format = std::stoi(format);
  if (const auto plus = format.find('+'); plus != std::string::npos) out.offset = std::stoul(format.substr(plus + 1));
  out.gain = std::stod(gain);
  if (out.gain == 0.0) out.gain = 200.0;
  std::string resolution, zero;
  in >> resolution >> zero;
  const auto open = gain.find('(');
  out.baseline = open != std::string::npos ? std::stod(gain.substr(open + 1)) : std::stod(zero.empty() ? "0" : zero);
  std::string first, checksum, block;
  in >> first >> checksum >> block >> std::ws;
  std::getline(in, out.label);
  while (!out.label.empty() && (out.label.back() == '\r' || out.label.back() == ' ')) out.label.pop_back();
  return out;
}

std::uint32_t u32(const unsigned char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, 4);
  return value;
}

std::vector<double> numbers(const unsigned char* at, std::uint32_t type, std::uint32_t size) {
  std::vector<double> out;
  const auto each = [&]<typename T>(T) {
    for (std::uint32_t i = 0; i + sizeof(T) <= size; i += sizeof(T)) {
      T value;
      std::memcpy(&value, at + i, sizeof(T));
      out.push_back(static_cast<double>(value));
    }
  };
  switch (type) {
    case 1:
      each(std::int8_t{});
      break;
    case 2:
      each(std::uint8_t{});
      break;
    case 3:
      each(std::int16_t{});
      break;
    case 4:
      each(std::uint16_t{});
      break;
    case 5:
      each(std::int32_t{});
      break;
    case 6:
      each(std::uint32_t{});
      break;
    case 7:
      each(float{});
      break;
    case 9:
      each(double{});
      break;
    case 12:
      each(std::int64_t{});
      break;
    default:
      throw std::runtime_error("MATLAB type " + std::to_string(type));
  }
  return out;
}

Bytes inflate_all(const unsigned char* at, std::size_t size) {
  Bytes out(64U << 20);
  uLongf length = out.size();
  if (uncompress(out.data(), &length, at, size) != Z_OK) throw std::runtime_error("inflate");
  out.resize(length);
  return out;
}

std::vector<double> matrix(const Bytes& element) {
  std::size_t at = 8;  // after the miMATRIX tag
  for (int part = 0;; ++part) {
    std::uint32_t type = u32(&element[at]);
    std::uint32_t size = 0;
    std::size_t data = 0, next = 0;
    if ((type >> 16) != 0) {  // small element
      size = type >> 16;
      type &= 0xFFFFU;
      data = at + 4;
      next = at + 8;
    } else {
      size = u32(&element[at + 4]);
      data = at + 8;
      next = data + (size + 7) / 8 * 8;
    }
    if (part == 3) return numbers(&element[data], type, size);
    at = next;
  }
}

}  // namespace

WfdbRecord read_wfdb(const std::filesystem::path& header) {
  std::ifstream in(header);
  if (!in) throw std::runtime_error("cannot open " + header.string());
  WfdbRecord out;
  std::vector<SignalLine> lines;
  std::string line;
  std::size_t count = 0;
  bool first = true;
  while (std::getline(in, line)) {
    if (line.empty()) continue;
    if (line[0] == '#') {
      out.comments.push_back(line.substr(1));
    } else if (first) {
      std::istringstream words(line);
      std::string rate;
      words >> out.name >> count >> rate;
      out.recording.rhythm.rate_hz = std::stod(rate);
      first = false;
    } else if (lines.size() < count) {
      lines.push_back(parse_signal(line));
    }
  }
  const auto raw = unpack(bytes_of(header.parent_path() / lines.at(0).file), lines[0].format, lines[0].offset);
  for (std::size_t c = 0; c < count; ++c) {
    Channel channel{lead_from_name(lines[c].label).value_or(Lead::kUnknown), lines[c].label, {}};
    for (std::size_t i = c; i < raw.size() / count * count; i += count)
      channel.samples.push_back(raw[i] == -32768 && lines[c].format == 16
                                    ? std::numeric_limits<float>::quiet_NaN()
                                    : static_cast<float>(1000.0 * (raw[i] - lines[c].baseline) / lines[c].gain));
    out.recording.rhythm.channels.push_back(std::move(channel));
  }
  return out;
}

std::vector<double> read_mat(const std::filesystem::path& file) {
  const Bytes bytes = bytes_of(file);
  const std::uint32_t type = u32(&bytes[128]);
  const std::uint32_t size = u32(&bytes[132]);
  if (type == 15) return matrix(inflate_all(&bytes[136], size));
  return matrix(Bytes(bytes.begin() + 128, bytes.end()));
}

std::vector<std::filesystem::path> headers_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".hea") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace rdc::ecg::evaluation
