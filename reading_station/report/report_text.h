// What a reader writes, before it becomes a signed document.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <QRectF>
#include <QString>
#include <QStringList>

namespace rdc::station {

inline constexpr int kTextLimit = 16'384;  // characters of each text; ReportDocument's limit

// A picture in the report: which image, and how it is shown. What is drawn on the image is drawn on the picture.
struct PrintedImage {
  QString sop_instance_uid;
  int frame = 0;                                      // from 0
  std::optional<std::pair<double, double>> window{};  // centre and width, modality units; nullopt: as the file says
  bool inverted = false;                              // on top of what the file says
  int quarters = 0;                                   // turned clockwise, after mirroring
  bool mirrored = false;
  QRectF area{};                 // image pixels; null: all of it
  QString presentation_state{};  // SOP Instance UID of another's, or ""

  bool is_of(const PrintedImage& other) const {
    return sop_instance_uid == other.sop_instance_uid && frame == other.frame;
  }
  bool operator==(const PrintedImage&) const = default;
};

struct ReportText {
  QString history;
  QString findings;
  QString impression;
  bool positive = false;
  QString language = QStringLiteral("zh_CN");  // of the printed report
  QString amendment_reason{};
  QString template_id{};               // what it was begun with
  QStringList codes{};                 // the template's
  std::vector<PrintedImage> images{};  // in the order of printing, at most report::kMostKeyImages

  bool operator==(const ReportText&) const = default;
};

}  // namespace rdc::station
