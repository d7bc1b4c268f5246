// What the viewer shows, as plain values. The session maps the wire's messages to these, once.
#pragma once

#include <QString>
#include <QtGlobal>
#include <algorithm>
#include <vector>

namespace rdc::station {

// One object of a series.
struct InstanceContent {
  QString sop_instance_uid;
  QString sha256;    // names the object at the ObjectSource
  quint64 size = 0;  // bytes
  int instance_number = 0;
  int frames = 1;             // 0: no image (report, waveform, presentation state): not shown by the viewer
  QString unreadable_reason;  // known beforehand: shown in the image's place, the object is not asked for

  bool operator==(const InstanceContent&) const = default;
};

struct SeriesContent {
  QString series_instance_uid;
  QString modality;
  int series_number = 0;
  QString description;
  QString body_part;
  QString
      prior_date;  // of an earlier study hung beside the open one, "YYYY-MM-DD" or as it shall be shown; "": not prior
  std::vector<InstanceContent> instances;

  bool operator==(const SeriesContent&) const = default;
};

// An object to be read rather than looked at.
struct DocumentContent {
  enum class Kind { kStructuredReport, kPdf };
  Kind kind = Kind::kStructuredReport;
  QString sop_instance_uid;
  QString sha256;  // names the object at the ObjectSource
  quint64 size = 0;
  int series_number = 0;
  QString description;        // of its series; may be ""
  QString charset;            // texts are to be read as this DICOM charset, or "": as the object says
  QString unreadable_reason;  // known beforehand: said in its place

  bool operator==(const DocumentContent&) const = default;
};

// nullptr: it is not of this series.
inline const InstanceContent* find_instance(const SeriesContent& series, const QString& sha256) {
  const auto found = std::ranges::find(series.instances, sha256, &InstanceContent::sha256);
  return found == series.instances.end() ? nullptr : &*found;
}

// Texts are ready to be read by a person (charset corrected).
struct StudyContent {
  QString study_id;
  QString patient_name;
  QString patient_id;
  QString sex;         // "M", "F", "O" or ""
  QString age;         // DICOM AS ("045Y") or ""
  QString birth_date;  // "YYYYMMDD" or ""
  QString study_time;  // as it shall be shown, local time
  QString description;
  QString site_name;
  std::vector<SeriesContent> series;
  std::vector<DocumentContent> documents;
};

// Something for a viewport, be it that it cannot be read.
inline bool has_images(const SeriesContent& series) {
  return std::ranges::any_of(series.instances,
                             [](const InstanceContent& i) { return i.frames > 0 || !i.unreadable_reason.isEmpty(); });
}
inline bool has_images_in(const StudyContent& study) { return std::ranges::any_of(study.series, has_images); }

}  // namespace rdc::station
