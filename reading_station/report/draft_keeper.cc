#include "reading_station/report/draft_keeper.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "common/base/digest.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr qint64 kLargest = 1 << 20;  // far above what the fields of a report hold

constexpr qsizetype kMostImages = 64;  // of a file that somebody may have written

QJsonArray to_json(const std::vector<PrintedImage>& images) {
  QJsonArray list;
  for (const PrintedImage& image : images) {
    QJsonObject one{{"image", image.sop_instance_uid}, {"frame", image.frame},
                    {"inverted", image.inverted},      {"quarters", image.quarters},
                    {"mirrored", image.mirrored},      {"presentation_state", image.presentation_state}};
    if (image.window) one.insert("window", QJsonArray{image.window->first, image.window->second});
    if (!image.area.isNull())
      one.insert("area", QJsonArray{image.area.x(), image.area.y(), image.area.width(), image.area.height()});
    list.append(one);
  }
  return list;
}

std::vector<PrintedImage> images_in(const QJsonArray& list) {
  std::vector<PrintedImage> images;
  for (qsizetype i = 0; i < std::min(list.size(), kMostImages); ++i) {
    const QJsonObject one = list[i].toObject();
    const QJsonArray window = one["window"].toArray(), area = one["area"].toArray();
    PrintedImage image{one["image"].toString(), one["frame"].toInt()};
    if (window.size() == 2 && window[1].toDouble() > 0) image.window = {window[0].toDouble(), window[1].toDouble()};
    image.inverted = one["inverted"].toBool();
    image.quarters = ((one["quarters"].toInt() % 4) + 4) % 4;
    image.mirrored = one["mirrored"].toBool();
    if (area.size() == 4)
      image.area = QRectF(area[0].toDouble(), area[1].toDouble(), area[2].toDouble(), area[3].toDouble());
    image.presentation_state = one["presentation_state"].toString();
    if (!image.sop_instance_uid.isEmpty() && image.frame >= 0) images.push_back(std::move(image));
  }
  return images;
}

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
                                   {"key_images", to_json(text.images)},
                                   {"base_revision_id", draft.base_revision_id},
                                   {"typed_at", draft.typed_at.toString(Qt::ISODateWithMs)}})
      .toJson(QJsonDocument::Compact);
}

std::optional<KeptDraft> from_json(const QByteArray& json) {
  const QJsonObject fields = QJsonDocument::fromJson(json).object();
  if (!fields.contains("findings")) return std::nullopt;
  const auto text = [&fields](const char* name) { return fields[QLatin1String(name)].toString(); };
  return KeptDraft{{text("history"), text("findings"), text("impression"), fields["positive"].toBool(),
                    text("language"), text("amendment_reason"), text("template_id"),
                    fields["codes"].toVariant().toStringList(), images_in(fields["key_images"].toArray())},
                   text("base_revision_id"),
                   QDateTime::fromString(text("typed_at"), Qt::ISODateWithMs)};
}

}  // namespace

DraftFile DraftKeeper::file_of(const Owner& owner) const {
  const std::string name = owner.user_id.toStdString() + '\n' + owner.study_id.toStdString();
  return {directory_ / base::sha256(name).hex(), runner_.disk_keys()};
}

void DraftKeeper::keep(const Owner& owner, const KeptDraft& draft, std::function<void(bool kept)> done) {
  runner_.background([file = file_of(owner), json = to_json(draft)] { return file.keep(json); }, std::move(done));
}

void DraftKeeper::forget(const Owner& owner, const ReportText& text) {
  runner_.background(
      [file = file_of(owner), text] {
        const auto kept = from_json(file.find(kLargest).bytes);
        return kept && kept->text == text && file.remove();
      },
      [](bool) {});
}

void DraftKeeper::forget(const Owner& owner) {
  runner_.background([file = file_of(owner)] { return file.remove(); }, [](bool) {});
}

void DraftKeeper::find(const Owner& owner, std::function<void(const Found&)> done) {
  runner_.background(
      [file = file_of(owner)] {
        const auto kept = file.find(kLargest);
        Found found{from_json(kept.bytes), from(kept.set_aside.string())};
        if (!found.draft && !kept.bytes.isEmpty()) found.set_aside = from(file.set_aside().string());
        return found;
      },
      std::move(done));
}

}  // namespace rdc::station
