#include "ecg/tool/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "ecg/formats/read.h"

namespace rdc::ecg::tool {
namespace {

namespace stdfs = std::filesystem;

Result<void> cannot_write(const stdfs::path& path) {
  return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}: {}", path.string(),
              std::generic_category().message(errno));
}

// `mode` as for fopen().
Result<void> put(const stdfs::path& path, const char* mode, Bytes bytes) {
  std::FILE* file = std::fopen(path.c_str(), mode);
  if (file == nullptr) return cannot_write(path);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const int why = errno;
  if (std::fclose(file) == 0 && written) return {};
  if (!written) errno = why;
  return cannot_write(path);
}

// What is to get a name: the bytes lie beside it until every file of the recording is complete.
struct Pending {
  stdfs::path part, path;
};

// A device or pipe is written as it is; a link is followed, so that it stays one.
Result<std::optional<Pending>> stage(const stdfs::path& wanted, Bytes bytes) {
  std::error_code error;
  const auto status = stdfs::status(wanted, error);
  if (stdfs::is_directory(status)) {
    return fail(ErrorCode::kInvalid, "CANNOT_WRITE", "{} is a directory", wanted.string());
  }
  if (stdfs::exists(status) && !stdfs::is_regular_file(status)) {
    if (auto ok = put(wanted, "wb", bytes); !ok) return fail(ok);
    return std::optional<Pending>{};
  }
  stdfs::path target = wanted;
  for (int links = 0; links < 16 && stdfs::is_symlink(stdfs::symlink_status(target, error)); ++links) {
    target = target.parent_path() / stdfs::read_symlink(target, error);  // an absolute one replaces all of it
  }
  Pending pending{target, target};
  pending.part += fmt::format(".{}.part", ::getpid());
  if (auto ok = put(pending.part, "wbx", bytes); !ok) {
    stdfs::remove(pending.part, error);
    return fail(ok);
  }
  return std::optional(std::move(pending));
}

// The name of one of the files; a WFDB record has two.
stdfs::path path_of(const Written& written, const WrittenFile& file, const std::string& output) {
  stdfs::path path = output;
  if (written.files.size() > 1) path.replace_extension(file.suffix);
  return path;
}

// A WFDB record whose signal file were replaced, and not its header, would be lost: refused.
Result<void> keep_samples_of_records(const Written& written, const std::string& output) {
  if (written.files.size() > 1) return {};
  const auto path = path_of(written, written.files.front(), output);
  auto header = path;
  header.replace_extension(".hea");
  std::error_code error;
  if (header == path || !stdfs::is_regular_file(path, error) || !stdfs::is_regular_file(header, error)) return {};
  const auto format = format_of(path);
  if (!format || *format != Format::kWfdb) return {};
  return fail(ErrorCode::kInvalid, "SAMPLES_OF_A_RECORD",
              "{} holds the samples of the WFDB record {}: give the output another name", path.string(),
              header.string());
}

}  // namespace

Result<Format> wanted_format(const std::string& word, const std::string& output) {
  std::string name = word;
  if (name.empty()) {
    name = std::filesystem::path(output).extension().string();
    if (!name.empty()) name.erase(0, 1);
  }
  const auto format = format_from_word(name);
  if (format && !is_writable(*format)) {
    return fail(ErrorCode::kInvalid, "NOT_WRITABLE", "{} is read, not written: choose scp, aecg, dicom, wfdb or csv",
                name_of(*format));
  }
  if (format) return *format;
  return fail(ErrorCode::kInvalid, "NOT_WRITABLE",
              "\"{}\" is no format to write: say --to scp, aecg, dicom, wfdb or csv", name);
}

Result<void> deliver(const Written& written, const std::string& output) {
  if (output == "-") {
    if (written.files.size() > 1) {
      return fail(ErrorCode::kInvalid, "NOT_WRITABLE", "a WFDB record is two files: give it a name");
    }
    const auto& bytes = written.files.front().bytes;
    errno = 0;
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size() || std::fflush(stdout) != 0) {
      return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "the standard output takes no more: {}",
                  std::generic_category().message(errno != 0 ? errno : EIO));
    }
    return {};
  }
  if (auto ok = keep_samples_of_records(written, output); !ok) return ok;
  std::vector<Pending> pending;
  Result<void> done;
  for (const auto& file : written.files) {
    auto staged = stage(path_of(written, file, output), file.bytes);
    if (staged && *staged) pending.push_back(std::move(**staged));
    if (!staged) {
      done = fail(staged);
      break;
    }
  }
  // Backwards: a WFDB header appears when its samples are there.
  std::error_code error;
  for (auto one = pending.rbegin(); one != pending.rend(); ++one) {
    if (done) stdfs::rename(one->part, one->path, error);
    if (done && !error) continue;
    if (done)
      done = fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}: {}", one->path.string(), error.message());
    std::error_code ignored;
    stdfs::remove(one->part, ignored);
  }
  return done;
}

Result<void> deliver_text(std::string_view text, const std::string& output) {
  Written written;
  const auto bytes = std::as_bytes(std::span(text));
  written.files.push_back({"", {bytes.begin(), bytes.end()}});
  return deliver(written, output);
}

}  // namespace rdc::ecg::tool
