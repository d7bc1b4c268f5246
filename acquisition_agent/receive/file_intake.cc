#include "acquisition_agent/receive/file_intake.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>

#include "acquisition_agent/receive/inspection.h"
#include "acquisition_agent/receive/wfdb_record.h"
#include "common/base/logging.h"
#include "ecg/formats/wfdb_archive.h"

namespace rdc::agent {
namespace {

struct Stamp {
  off_t size = 0;
  timespec changed{};
  bool operator==(const Stamp& other) const {
    return size == other.size && changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec;
  }
};

Result<Stamp> stamp_of(const std::filesystem::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0)
    return fail(ErrorCode::kNotFound, "CANNOT_READ", "cannot examine {}: {}", file.string(), std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::kInvalid, "NOT_A_FILE", "{} is not a regular file", file.string());
  return Stamp{status.st_size, status.st_mtim};
}

Result<std::vector<Stamp>> stamps_of(const std::vector<std::filesystem::path>& files) {
  std::vector<Stamp> stamps;
  for (const auto& file : files) {
    const auto stamp = stamp_of(file);
    if (!stamp) return fail(stamp);
    stamps.push_back(*stamp);
  }
  return stamps;
}

// Bytes on their way into the spool.
class Copy {
 public:
  explicit Copy(base::WritableFile& to) : to_(to) {}

  Result<void> add(std::span<const std::byte> bytes) {
    hasher_.update(bytes);
    return to_.append(bytes);
  }
  Result<void> file(const std::filesystem::path& from) {
    std::ifstream in(from, std::ios::binary);
    if (!in) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "cannot open {}", from.string());
    std::vector<char> buffer(1 << 20);
    while (in) {
      in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      const auto read = std::as_bytes(std::span{buffer.data(), static_cast<std::size_t>(in.gcount())});
      if (auto written = add(read); !written) return written;
    }
    if (in.bad()) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read {}", from.string());
    return {};
  }
  // A record's files, as ecg/formats/wfdb_archive.h says.
  Result<void> archive(const std::vector<std::filesystem::path>& files, const std::vector<Stamp>& stamps) {
    constexpr std::array<std::byte, ecg::wfdb::kArchiveEnd> kZeros{};
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto size = static_cast<std::uint64_t>(stamps[i].size);
      const auto member = ecg::wfdb::archive_member(files[i].filename().string(), size);
      if (!member) return fail(member);
      if (auto written = add(*member); !written) return written;
      if (auto copied = file(files[i]); !copied) return copied;
      if (auto filled = add(std::span(kZeros).first(ecg::wfdb::archive_padding(size))); !filled) return filled;
    }
    return add(kZeros);
  }
  base::Sha256 finish() { return hasher_.finish(); }

 private:
  base::WritableFile& to_;
  base::Sha256Hasher hasher_;
};

// The record that this file is, or is part of, if all of it is there.
std::optional<std::vector<std::filesystem::path>> whole_record(const std::filesystem::path& file) {
  const auto record = wfdb_record(header_of(file).value_or(file));
  if (!record || !record->missing.empty()) return std::nullopt;
  return record->files;
}

}  // namespace

Result<Accepted> FileIntake::take(const std::filesystem::path& file, const FileOrigin& origin) {
  return take_files(whole_record(file).value_or(std::vector{file}), origin);
}

Result<Accepted> FileIntake::take_files(const std::vector<std::filesystem::path>& files, const FileOrigin& origin) {
  const auto before = stamps_of(files);
  if (!before) return fail(before);
  std::uint64_t total = 0;
  for (const auto& stamp : *before) total += static_cast<std::uint64_t>(stamp.size);
  if (total > kLargestFile)
    return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "{} is larger than 4 GiB", files.front().string());
  auto begun = spool_.begin();
  if (!begun) return fail(begun);
  Arrival arrival = std::move(*begun);
  arrival.source = origin.source;
  arrival.charset_override = origin.charset_override;
  arrival.urgency = origin.urgency;
  Copy copy(*arrival.file);
  const auto copied = files.size() == 1 ? copy.file(files.front()) : copy.archive(files, *before);
  const auto after = stamps_of(files);
  if (!copied || !after || !(*before == *after)) {
    spool_.abandon(arrival);
    if (!copied) return fail(copied);
    return fail(ErrorCode::kUnavailable, "CHANGED", "{} is still being written", files.front().string());
  }
  arrival.sha256 = copy.finish();
  return spool_.accept(std::move(arrival), [&](const std::filesystem::path& kept) -> Result<Inspection> {
    auto inspected = inspect_file(kept, files.front());
    if (inspected && !inspected->complete && origin.when_cut == WhenCut::kSetAside)
      return fail(ErrorCode::kCorrupt, "CUT_SHORT",
                  "the file ends before its content does: copy it again from the device, or release it as it is");
    return inspected;
  });
}

Result<Inspection> FileIntake::inspect(const std::filesystem::path& file) {
  const auto header = header_of(file).value_or(file);
  if (const auto stamp = stamp_of(header); !stamp) return fail(stamp);
  return spool_.inspect_outside(header, [&](const std::filesystem::path& same) { return inspect_file(same, header); });
}

}  // namespace rdc::agent
