#include "reading_station/report/report_library.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "common/base/ids.h"

namespace rdc::station {
namespace {

constexpr int kFilesOfAFolder = 500;

Result<QByteArray> content_of(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return fail(ErrorCode::kUnavailable, "UNREADABLE_FILE", "{}: {}", path.toStdString(),
                file.errorString().toStdString());
  return file.read(static_cast<qint64>(kTemplateFileLimit) + 1);
}

std::string_view contents_of(const QByteArray& bytes) {
  return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

}  // namespace

ReportLibrary ReportLibrary::load(const std::filesystem::path& folder, const QString& user) {
  ReportLibrary made;
  made.add_folder(QStringLiteral(":/report"));
  const QString own = QString::fromStdString(folder.string());
  made.add_folder(own);
  if (base::is_uuid(user.toStdString())) made.add_folder(own + QLatin1Char('/') + user);
  return made;
}

void ReportLibrary::add_folder(const QString& folder) {
  const auto files =
      QDir(folder + QStringLiteral("/templates")).entryInfoList({QStringLiteral("*.toml")}, QDir::Files, QDir::Name);
  for (const auto& file : files.first(std::min<qsizetype>(files.size(), kFilesOfAFolder)))
    add_template(file.filePath());
  const QString phrases = folder + QStringLiteral("/phrases.toml");
  if (QFile::exists(phrases)) add_phrases(phrases);
}

void ReportLibrary::add_template(const QString& path) {
  const auto bytes = content_of(path);
  if (!bytes) return problems_.push_back(bytes.error());
  auto parsed = parse_template(contents_of(*bytes), path.toStdString());
  if (!parsed) return problems_.push_back(parsed.error());
  std::erase_if(templates_, [&](const ReportTemplate& one) { return one.id == parsed->id; });
  templates_.push_back(std::move(*parsed));
}

void ReportLibrary::add_phrases(const QString& path) {
  const auto bytes = content_of(path);
  if (!bytes) return problems_.push_back(bytes.error());
  auto parsed = parse_phrases(contents_of(*bytes), path.toStdString());
  if (!parsed) return problems_.push_back(parsed.error());
  for (auto& phrase : *parsed) {
    std::erase_if(phrases_, [&](const Phrase& one) { return one.key == phrase.key; });
    phrases_.push_back(std::move(phrase));
  }
}

std::vector<ReportTemplate> ReportLibrary::fitting(const ExamKind& exam) const {
  std::vector<ReportTemplate> made;
  for (const auto& one : templates_)
    if (fitness(one, exam) > 0) made.push_back(one);
  std::ranges::stable_sort(made, [&](const ReportTemplate& a, const ReportTemplate& b) {
    const int left = fitness(a, exam);
    const int right = fitness(b, exam);
    if (left != right) return left > right;
    return a.id < b.id;
  });
  return made;
}

const Phrase* ReportLibrary::phrase(const QString& key) const {
  const auto found = std::ranges::find(phrases_, key, &Phrase::key);
  return found == phrases_.end() ? nullptr : &*found;
}

}  // namespace rdc::station
