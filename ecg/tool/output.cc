#include "ecg/tool/output.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace rdc::ecg::tool {
namespace {

Result<void> save(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}", path.string());
  return {};
}

}  // namespace

Result<Format> wanted_format(const std::string& word, const std::string& output) {
  std::string name = word;
  if (name.empty()) {
    name = std::filesystem::path(output).extension().string();
    if (!name.empty()) name.erase(0, 1);
  }
  if (const auto format = format_from_word(name)) return *format;
  return fail(ErrorCode::kInvalid, "NOT_WRITABLE", "say --to scp, aecg, dicom, wfdb or csv");
}

Result<void> deliver(const Written& written, const std::string& output) {
  if (output == "-") {
    if (written.files.size() > 1) {
      return fail(ErrorCode::kInvalid, "NOT_WRITABLE", "a WFDB record is two files: give it a name");
    }
    const auto& bytes = written.files.front().bytes;
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size() || std::fflush(stdout) != 0) {
      return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "the pipe takes no more");
    }
    return {};
  }
  for (const auto& file : written.files) {
    std::filesystem::path path = output;
    if (written.files.size() > 1) path.replace_extension(file.suffix);
    if (auto ok = save(path, file.bytes); !ok) return ok;
  }
  return {};
}

}  // namespace rdc::ecg::tool
