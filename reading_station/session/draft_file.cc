#include "reading_station/session/draft_file.h"

#include <QFile>

#include "common/identity/sealed_file.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSealedDraft = ".draft";
constexpr const char* kPlain = ".json";
constexpr const char* kKept = ".json.kept";
constexpr qint64 kLargestPlain = 64 << 20;  // far above any draft

std::string_view text_of(const QByteArray& bytes) {
  return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

fs::path move_aside(const fs::path& file) {
  std::error_code error;
  for (int number = 1;; ++number) {
    const fs::path aside = file.string() + ".unreadable-" + std::to_string(number);
    if (fs::exists(aside, error)) continue;
    fs::rename(file, aside, error);
    return error ? file : aside;
  }
}

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

void remove_file(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

}  // namespace

bool DraftFile::keep(const QByteArray& bytes) const {
  if (!keys_.drafts) return false;
  std::error_code ignored;  // a folder that cannot be made shows when the file is opened
  fs::create_directories(stem_.parent_path(), ignored);
  fs::permissions(stem_.parent_path(), fs::perms::owner_all, ignored);
  return identity::write_sealed(with(kSealedDraft), keys_.drafts, name(), text_of(bytes)).has_value();
}

DraftFile::Found DraftFile::open(const fs::path& file, const identity::SealKey& key, qint64 limit) const {
  const auto content = identity::read_sealed(file, key, name(), static_cast<std::uint64_t>(limit));
  if (content) return {QByteArray::fromStdString(*content), {}};
  // A disk that does not answer now may later: only what is wrong for good is moved.
  const bool for_good = content.error().code == ErrorCode::kCorrupt || content.error().code == ErrorCode::kTooLarge;
  return {{}, for_good ? move_aside(file) : file};
}

DraftFile::Found DraftFile::find(qint64 limit) const {
  if (!keys_.drafts) return {};
  if (!is_there(with(kSealedDraft))) return take_over(limit);
  auto found = open(with(kSealedDraft), *keys_.drafts, limit);
  if (!found.set_aside.empty()) return found;
  // Taken over already, but for the end of it.
  remove_file(with(kPlain));
  remove_file(with(kKept));
  return found;
}

DraftFile::Found DraftFile::take_over(qint64 limit) const {
  Found found;
  fs::path from = with(kKept);
  if (is_there(from)) {
    if (!keys_.cache) return {};
    found = open(from, *keys_.cache, limit);
  } else {
    from = with(kPlain);
    QFile plain(QString::fromStdString(from.string()));
    if (!plain.open(QIODevice::ReadOnly)) return {};
    found.bytes = plain.read(limit);
  }
  if (found.set_aside.empty() && keep(found.bytes)) remove_file(from);
  return found;
}

fs::path DraftFile::set_aside() const { return move_aside(with(kSealedDraft)); }

bool DraftFile::remove() const {
  std::error_code ignored;
  return fs::remove(with(kSealedDraft), ignored);
}

void seal_plain_drafts(const fs::path& folder, const identity::SealKeyPtr& station_key) {
  if (!station_key) return;
  std::error_code error;
  std::vector<fs::path> plain;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == kPlain) plain.push_back(entry.path());
  }
  for (const auto& path : plain) {
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestPlain) continue;
    const QByteArray bytes = file.readAll();
    fs::path kept = path;
    kept.replace_extension(kKept);
    if (identity::write_sealed(kept, station_key, path.stem().string(), text_of(bytes))) remove_file(path);
  }
}

}  // namespace rdc::station
