#include "acquisition_agent/receive/file_intake.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "acquisition_agent/receive/inspection.h"
#include "common/base/logging.h"

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

}  // namespace

Result<Accepted> FileIntake::take(const std::filesystem::path& file, const FileOrigin& origin) {
  const auto before = stamp_of(file);
  if (!before) return fail(before);
  if (static_cast<std::uint64_t>(before->size) > kLargestFile)
    return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "{} is larger than 4 GiB", file.string());
  auto begun = spool_.begin();
  if (!begun) return fail(begun);
  Arrival arrival = std::move(*begun);
  arrival.source = origin.source;
  arrival.charset_override = origin.charset_override;
  arrival.urgency = origin.urgency;
  const auto copied = copy(file, *arrival.file);
  const auto after = stamp_of(file);
  if (!copied || !after || !(*before == *after)) {
    spool_.abandon(arrival);
    if (!copied) return fail(copied);
    return fail(ErrorCode::kUnavailable, "CHANGED", "{} is still being written", file.string());
  }
  arrival.sha256 = *copied;
  return spool_.accept(std::move(arrival), [&](const std::filesystem::path& kept) -> Result<Inspection> {
    auto inspected = inspect_file(kept, file);
    if (inspected && !inspected->complete && origin.when_cut == WhenCut::kSetAside)
      return fail(ErrorCode::kCorrupt, "CUT_SHORT",
                  "the file ends before its content does: copy it again from the device, or release it as it is");
    return inspected;
  });
}

Result<Inspection> FileIntake::inspect(const std::filesystem::path& file) {
  if (const auto stamp = stamp_of(file); !stamp) return fail(stamp);
  return spool_.inspect_outside(file, [&](const std::filesystem::path& same) { return inspect_file(same, file); });
}

Result<base::Sha256> FileIntake::copy(const std::filesystem::path& from, base::WritableFile& to) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "cannot open {}", from.string());
  base::Sha256Hasher hasher;
  std::vector<char> buffer(1 << 20);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto bytes = std::as_bytes(std::span{buffer.data(), static_cast<std::size_t>(in.gcount())});
    hasher.update(bytes);
    if (auto written = to.append(bytes); !written) return fail(written);
  }
  if (in.bad()) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read {}", from.string());
  return hasher.finish();
}

}  // namespace rdc::agent
