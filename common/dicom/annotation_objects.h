// The objects a reader leaves in a study: presentation states (GSPS, PS3.3 A.33.1; of colour images CSPS, A.33.2),
// measurement reports (Comprehensive SR with TID 1500) and key object selections (KOS, TID 2010), to bytes and back.
//
// Texts are UTF-8. Positions are image pixels, (0,0) the outer corner of the first pixel (PS3.3 C.10.5.1.2 PIXEL, and
// SCOORD). Frames count from 0 here, from 1 in the files. Pure; thread-safe. Reading takes files from outside: the
// structure walk of part10.h comes first, counts are bounded, and what cannot be read is an Error or left out.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"

namespace rdc::dicom {

inline constexpr std::string_view kPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.1";
inline constexpr std::string_view kColourPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.2";
inline constexpr std::string_view kComprehensiveSrStorage = "1.2.840.10008.5.1.4.1.1.88.33";
inline constexpr std::string_view kKeyObjectSelectionStorage = "1.2.840.10008.5.1.4.1.1.88.59";

// What every object of a study repeats.
struct StudyIdentity {
  std::string study_instance_uid, study_date, study_time, study_id, accession_number;
  std::string patient_id, patient_name, birth_date, sex, referring_physician;  // the name with its carets and groups
};
// From any object of the study. Errors: as read_header; kInvalid/NO_STUDY_INSTANCE_UID.
Result<StudyIdentity> study_identity_of(const std::filesystem::path& object, std::string_view charset_override = {});

// What every object of a reader has.
struct Authorship {
  std::string sop_instance_uid, series_instance_uid;  // new ones
  int series_number = 0;
  std::string author;        // as people say it: "张伟"
  base::Timestamp at;        // written as the station's local time; not read: see written
  std::string written = {};  // reading only: "YYYYMMDDHHMMSS…" of the content, to tell the newer from the older
};

struct ImagePlace {
  std::string sop_class_uid, sop_instance_uid, series_instance_uid;
  int frame = 0;
  int frames = 1;  // of the object: a frame number is written when there are several

  bool operator==(const ImagePlace&) const = default;
};

using Position = std::array<double, 2>;  // column, row
enum class GraphicShape { kPoint, kPolyline, kEllipse, kCircle, kInterpolated };
// kEllipse: ends of the major axis, then of the minor one. kCircle: centre, a point on it.
struct Graphic {
  GraphicShape shape = GraphicShape::kPolyline;
  std::vector<Position> points;
  bool filled = false;

  bool operator==(const Graphic&) const = default;
};

// One annotation. The first graphic of it carries `word` as Tracking ID and `uid` as Tracking UID.
struct Mark {
  std::string uid, word;
  ImagePlace image;
  std::vector<Graphic> graphics;
  std::string text;  // lines with \n; "" for none
  Position text_anchor{};
  bool on_display = false;  // positions are parts of the displayed area, 0..1, instead of pixels (reading only)

  bool operator==(const Mark&) const = default;
};

struct StoredTable {
  std::int32_t first_mapped = 0;
  int bits = 16;
  std::vector<std::uint16_t> entries;
  std::string explanation;

  bool operator==(const StoredTable&) const = default;
};
// Stored values to modality values; a table when it has entries, else slope and intercept.
struct ModalityTransform {
  double slope = 1, intercept = 0;
  std::string type = "US";  // "HU", "OD", "US" (unspecified)
  StoredTable table;

  bool operator==(const ModalityTransform&) const = default;
};
struct PresentedWindow {
  double center = 0, width = 1;
  std::string function = "LINEAR";

  bool operator==(const PresentedWindow&) const = default;
};
struct PresentedImage {
  ImagePlace image;
  std::optional<PresentedWindow> window;
  StoredTable voi_table;      // instead of a window when it has entries
  std::array<int, 4> area{};  // displayed: left, top, right, bottom, pixels from 1 inclusive; zeros: not said
  double pixel_height = 1;    // of a pixel one wide
  bool all_frames = false;    // no frame was named: `image.frame` is 0 and stands for all (reading only)
};
// What lies outside (PS3.3 C.7.6.11), pixels from 1; several at once mean what is inside all of them.
struct Shutter {
  std::optional<std::array<int, 4>> rectangle;  // left, top, right, bottom
  struct Circle {
    int x = 0, y = 0, radius = 0;
  };
  std::optional<Circle> circle;
  std::vector<std::array<int, 2>> polygon;  // column, row
  std::optional<int> overlay_group;         // a bitmap: the set pixels of this overlay are outside
  std::uint16_t value = 0;                  // P-value outside: 0 black … 65535 white
  bool is_empty() const { return !rectangle && !circle && polygon.empty() && !overlay_group; }
};
// An overlay that a state brings along: rows x columns bits in row order, the lowest bit of a byte first.
struct StoredOverlay {
  int group = 0x6000;
  int rows = 0, columns = 0;
  int top = 0, left = 0;  // of its first pixel, image pixels from 0
  bool is_region = false;
  std::vector<std::uint8_t> bits;
};

// One modality transform and one polarity for all its images: images that differ need states of their own, and so do
// those in colour (RGB, YBR, palette), whose states have neither, nor windows: they say by an ICC profile that the
// pixels are sRGB.
struct PresentationState {
  bool is_colour = false;
  std::string label = "READING";  // CS, at most 16 characters
  std::string description;
  std::vector<PresentedImage> images;
  ModalityTransform modality;
  bool inverse = false;            // Presentation LUT Shape INVERSE: also for MONOCHROME1 as it is meant
  StoredTable presentation_table;  // instead of the shape when it has entries (reading only)
  int rotation = 0;                // 0, 90, 180, 270 clockwise
  bool flipped = false;            // left to right, before… after rotation as in PS3.3 C.10.6
  std::vector<Mark> marks;
  Shutter shutter;  // reading only, as what follows
  std::vector<StoredOverlay> overlays;
  std::vector<int> shown_groups;  // overlays, own or the images', that belong to a graphic layer; others are not shown
  Authorship by;                  // when read: author and uids; `at` is not read
};
// kInvalid/NOTHING_TO_WRITE without images; kInternal/CANNOT_ENCODE.
Result<std::string> write_presentation_state(const StudyIdentity& study, const PresentationState& state);
// Of grey or colour images. kInvalid/NOT_A_PRESENTATION_STATE; errors of check_structure.
Result<PresentationState> read_presentation_state(const std::filesystem::path& path);

struct CodedWord {
  std::string value, scheme, meaning;
  bool operator==(const CodedWord&) const = default;
};
struct MeasuredNumber {
  CodedWord name;
  std::optional<CodedWord> derivation;  // mean, standard deviation, …
  double value = 0;
  CodedWord unit;  // UCUM
};
struct MeasurementGroup {
  std::string uid, word;  // tracking, as Mark
  ImagePlace image;
  std::vector<Graphic> graphics;
  std::vector<MeasuredNumber> numbers;
  std::string comment;  // what a reader of the number must know: "at detector"; "" for none
};
struct MeasurementReport {
  std::vector<MeasurementGroup> groups;
  std::string language = "en";  // RFC 5646: "zh", "en"
  Authorship by;
};
Result<std::string> write_measurement_report(const StudyIdentity& study, const MeasurementReport& report);
// Its measurement groups, wherever they stand. kInvalid/NOT_A_MEASUREMENT_REPORT.
Result<MeasurementReport> read_measurement_report(const std::filesystem::path& path);

// A selection replaces those written before it. DICOM has none of nothing (TID 2010 wants one reference at least), and
// its document titles for rejecting say why an object must not be used, which an unmarked image is no case of. So the
// last image's removal is a selection of its own title (CID 7010 may be extended) that names, as COMPOSITE references,
// the selections it takes back: other programs show no image selected by it.
struct KeyObjects {
  CodedWord title{"113000", "DCM", "Of Interest"};
  std::string description;
  std::vector<ImagePlace> images;
  std::vector<ImagePlace> withdrawn{};  // selections taken back; written when there are no images
  Authorship by;
};
inline CodedWord withdrawn_selection() { return {"RDC-withdrawn", "99RDC", "Key object selection withdrawn"}; }
// Titles that say an object is not to be used (CID 7010, 7011): quality, patient safety, worklist entry, retention.
bool is_rejection(const CodedWord& title);
// kInvalid/NOTHING_TO_WRITE: neither images nor withdrawn. Without images the title is withdrawn_selection().
Result<std::string> write_key_objects(const StudyIdentity& study, const KeyObjects& objects);
// kInvalid/NOT_A_KEY_OBJECT_SELECTION.
Result<KeyObjects> read_key_objects(const std::filesystem::path& path);

}  // namespace rdc::dicom
