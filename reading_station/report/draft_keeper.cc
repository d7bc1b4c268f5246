#include "reading_station/report/draft_keeper.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "common/base/digest.h"
#include "reading_station/session/private_file.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

constexpr qint64 kLargest = 1 << 20;  // far above what the fields of a report hold

QByteArray to_json(const KeptDraft& draft) {
  const auto& text = draft.text;
  return QJsonDocument(QJsonObject{{"history", text.history},
                                   {"findings", text.findings},
                                   {"impression", text.impression},
                                   {"positive", text.positive},
                                   {"language", text.language},
                                   {"amendment_reason", text.amendment_reason},
                                   {"template_id", text.template_id},
                                   {"codes", QJsonArray::fromStringList(text.codes)},
                                   {"base_revision_id", draft.base_revision_id},
                                   {"typed_at", draft.typed_at.toString(Qt::ISODateWithMs)}})
      .toJson(QJsonDocument::Compact);
}

std::optional<KeptDraft> read_kept(const fs::path& path) {
  QFile file(QString::fromStdString(path.string()));
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
  const QJsonObject fields = QJsonDocument::fromJson(file.read(kLargest)).object();
  if (!fields.contains("findings")) return std::nullopt;
  const auto text = [&fields](const char* name) { return fields[QLatin1String(name)].toString(); };
  return KeptDraft{
      {text("history"), text("findings"), text("impression"), fields["positive"].toBool(), text("language"),
       text("amendment_reason"), text("template_id"), fields["codes"].toVariant().toStringList()},
      text("base_revision_id"),
      QDateTime::fromString(text("typed_at"), Qt::ISODateWithMs)};
}

}  // namespace

fs::path DraftKeeper::path_of(const Owner& owner) const {
  const std::string name = owner.user_id.toStdString() + '\n' + owner.study_id.toStdString();
  return directory_ / (base::sha256(name).hex() + ".json");
}

void DraftKeeper::keep(const Owner& owner, const KeptDraft& draft, std::function<void(bool kept)> done) {
  runner_.background([path = path_of(owner), json = to_json(draft)] { return write_private_file(path, json); },
                     std::move(done));
}

void DraftKeeper::forget(const Owner& owner, const ReportText& text) {
  runner_.background(
      [path = path_of(owner), text] {
        std::error_code ignored;
        const auto kept = read_kept(path);
        return kept && kept->text == text && fs::remove(path, ignored);
      },
      [](bool) {});
}

void DraftKeeper::forget(const Owner& owner) {
  runner_.background(
      [path = path_of(owner)] {
        std::error_code ignored;
        return fs::remove(path, ignored);
      },
      [](bool) {});
}

void DraftKeeper::find(const Owner& owner, std::function<void(std::optional<KeptDraft>)> done) {
  runner_.background([path = path_of(owner)] { return read_kept(path); }, std::move(done));
}

}  // namespace rdc::station
