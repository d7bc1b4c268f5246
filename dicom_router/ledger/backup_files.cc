#include "dicom_router/ledger/backup_files.h"

#include <fstream>
#include <sstream>
#include <vector>

#include "common/base/digest.h"

namespace rdc::router::backup {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* kFormat = "rdc.backup/1";
constexpr std::uint64_t kContentsLimit = 64ULL << 20;

bool leads_outside(const stdfs::path& path) {
  if (path.empty() || path.is_absolute()) return true;
  for (const auto& part : path)
    if (part == "..") return true;
  return false;
}

}  // namespace

std::string to_text(const Contents& contents) {
  std::string text = fmt::format("{}\nobjects {}\n", kFormat, contents.objects);
  for (const auto& [path, sha256] : contents.files) text += fmt::format("{}  {}\n", sha256, path);
  return text;
}

Result<Contents> read_contents(const stdfs::path& from) {
  const auto refuse = [&](const char* why) {
    return fail(ErrorCode::kCorrupt, "NOT_A_BACKUP", "{} is no complete backup: {}", from.string(), why);
  };
  const auto text = base::read_file(from / kComplete, kContentsLimit);
  if (!text) return refuse("it has no file backup.complete");
  std::istringstream lines(*text);
  std::string format, word;
  Contents contents;
  if (!std::getline(lines, format) || format != kFormat) return refuse("backup.complete is of another format");
  if (!(lines >> word >> contents.objects) || word != "objects") return refuse("backup.complete is damaged");
  lines.ignore();
  for (std::string line; std::getline(lines, line);) {
    const auto digest = base::Sha256::from_hex(line.substr(0, 64));
    if (!digest || line.size() < 67 || line.compare(64, 2, "  ") != 0 || leads_outside(line.substr(66)))
      return refuse("backup.complete is damaged");
    contents.files[line.substr(66)] = digest->hex();
  }
  if (!contents.files.contains(kCatalog)) return refuse("it holds no catalog");
  return contents;
}

Result<Copied> copy_file(const stdfs::path& from, const stdfs::path& to, base::FileSystem& fs) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "cannot open {}", from.string());
  if (auto made = fs.create_directories(to.parent_path()); !made) return fail(made);
  auto out = fs.create(to);
  if (!out) return fail(out);
  base::Sha256Hasher hasher;
  std::vector<char> buffer(1 << 20);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto piece = std::as_bytes(std::span{buffer.data(), static_cast<std::size_t>(in.gcount())});
    hasher.update(piece);
    if (auto written = (*out)->append(piece); !written) return fail(written);
  }
  if (!in.eof()) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read {}", from.string());
  if (auto synced = (*out)->sync(); !synced) return fail(synced);
  if (auto synced = fs.sync_directory(to.parent_path()); !synced) return fail(synced);
  return Copied{hasher.finish().hex(), (*out)->size()};
}

Result<void> require_empty(const stdfs::path& directory) {
  std::error_code error;
  if (!stdfs::exists(directory, error) || (stdfs::is_directory(directory, error) && stdfs::is_empty(directory, error)))
    return {};
  return fail(ErrorCode::kExists, "NOT_EMPTY", "{} is there and not empty: choose another place", directory.string());
}

}  // namespace rdc::router::backup
