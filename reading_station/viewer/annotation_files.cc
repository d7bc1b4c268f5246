#include "reading_station/viewer/annotation_files.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/dicom/uid.h"

namespace rdc::station {
namespace {

constexpr int kStateSeries = 9001, kReportSeries = 9002, kKeySeries = 9003;  // far behind a device's own numbers

using Key = std::pair<QString, int>;
Key key_of(const ImageOf& image) { return {image.sop_instance_uid, image.frame}; }

dicom::StoredTable table_from(const imaging::LookupTable& table) {
  return {table.first_mapped, table.bits, table.entries, table.explanation};
}

const char* function_word(imaging::VoiFunction function) {
  switch (function) {
    case imaging::VoiFunction::kLinear:
      return "LINEAR";
    case imaging::VoiFunction::kLinearExact:
      return "LINEAR_EXACT";
    case imaging::VoiFunction::kSigmoid:
      return "SIGMOID";
  }
  return "LINEAR";
}

dicom::CodedWord unit_of(const QString& unit) {
  if (unit == QStringLiteral("mm")) return {"mm", "UCUM", "mm"};
  if (unit == QStringLiteral("mm²")) return {"mm2", "UCUM", "mm2"};
  if (unit == QStringLiteral("°")) return {"deg", "UCUM", "degree"};
  if (unit == QStringLiteral("HU")) return {"[hnsf'U]", "UCUM", "Hounsfield unit"};
  if (unit == QStringLiteral("px") || unit == QStringLiteral("px²")) return {"{pixels}", "UCUM", "pixels"};
  return {"1", "UCUM", "no units"};
}

// Names without a code that we know for certain are our own, and say so by their scheme.
dicom::MeasuredNumber number_of(const Reading& reading) {
  dicom::MeasuredNumber number;
  number.value = reading.value;
  number.unit = unit_of(reading.unit);
  const auto ours = [&reading] {
    const std::string meaning(key_of(reading.quantity));
    return dicom::CodedWord{"RDC-" + meaning, "99RDC", meaning};
  };
  const auto density = [&] {
    return reading.unit == QStringLiteral("HU") ? dicom::CodedWord{"112031", "DCM", "Attenuation Coefficient"}
                                                : dicom::CodedWord{"RDC-pixel", "99RDC", "Pixel value"};
  };
  switch (reading.quantity) {
    case Quantity::kLength:
      number.name = {"410668003", "SCT", "Length"};
      break;
    case Quantity::kAngle:
      number.name = {"1483009", "SCT", "Angle"};
      break;
    case Quantity::kArea:
      number.name = {"42798000", "SCT", "Area"};
      break;
    case Quantity::kPerimeter:
      number.name = {"131191004", "SCT", "Perimeter"};
      break;
    case Quantity::kMean:
      number.name = density();
      number.derivation = {"373098007", "SCT", "Mean"};
      break;
    case Quantity::kDeviation:
      number.name = density();
      number.derivation = {"386136009", "SCT", "Standard Deviation"};
      break;
    case Quantity::kMinimum:
      number.name = density();
      number.derivation = {"255605001", "SCT", "Minimum"};
      break;
    case Quantity::kMaximum:
      number.name = density();
      number.derivation = {"56851009", "SCT", "Maximum"};
      break;
    case Quantity::kValue:
      number.name = density();
      break;
    default:
      number.name = ours();
      break;
  }
  return number;
}

// One modality transform, one polarity: one state. All colour images share one.
using StateKey = std::tuple<bool, double, double, std::string, std::vector<std::uint16_t>, bool>;
StateKey state_key(const AnnotatedImage& image) {
  if (image.is_colour) return {true, 1, 0, {}, {}, false};
  return {
      false,        image.modality.slope, image.modality.intercept, image.modality.type, image.modality.table.entries,
      image.inverse};
}

class Writing {
 public:
  Writing(const dicom::StudyIdentity& study, const AnnotationWork& work, base::Timestamp at, base::Random& random)
      : study_(study), work_(work), at_(at), random_(random) {}

  Result<AnnotationObjects> run() {
    if (auto states = write_states(); !states) return fail(states);
    if (auto report = write_report(); !report) return fail(report);
    if (auto keys = write_keys(); !keys) return fail(keys);
    return std::move(objects_);
  }

 private:
  dicom::Authorship by(const std::string& series, int number) {
    return {dicom::make_uid(random_), series, number, work_.author.toStdString(), at_};
  }
  const AnnotatedImage* find(const ImageOf& image) const {
    const auto found = work_.images.find(key_of(image));
    return found == work_.images.end() ? nullptr : &found->second;
  }
  Result<void> keep(const Result<std::string>& file) {
    if (!file) return fail(file);
    objects_.files.push_back(*file);
    return {};
  }

  Result<void> write_states() {
    std::map<StateKey, dicom::PresentationState> states;
    for (const auto& [key, image] : work_.images) {
      auto& state = states[state_key(image)];
      state.is_colour = image.is_colour;
      state.modality = image.modality;
      state.inverse = image.inverse;
      state.images.push_back(
          {image.place, image.window, image.voi_table, {1, 1, image.columns, image.rows}, image.pixel_height});
    }
    for (const Annotation& annotation : work_.annotations) {
      const AnnotatedImage* image = find(annotation.image);
      if (image == nullptr)
        ++objects_.left_out;
      else
        states[state_key(*image)].marks.push_back(mark_of(annotation, image->place));
    }
    const std::string series = dicom::make_uid(random_);
    for (auto& [key, state] : states) {
      state.description = "Reader's annotations";
      state.by = by(series, kStateSeries);
      if (auto kept = keep(dicom::write_presentation_state(study_, state)); !kept) return kept;
    }
    return {};
  }

  Result<void> write_report() {
    dicom::MeasurementReport report;
    report.language = work_.language.startsWith(QStringLiteral("zh")) ? "zh" : "en";
    for (const Annotation& annotation : work_.annotations) {
      const AnnotatedImage* image = find(annotation.image);
      // What nobody confirmed is no measurement.
      if (image == nullptr || annotation.readings.empty() || annotation.proposal) continue;
      const auto mark = mark_of(annotation, image->place);
      dicom::MeasurementGroup group{mark.uid, mark.word, mark.image, mark.graphics, {}, {}};
      for (const Reading& reading : annotation.readings) {
        group.numbers.push_back(number_of(reading));
        if (reading.unit.startsWith(QStringLiteral("mm"))) group.comment = caveat_of(reading.source).toStdString();
      }
      report.groups.push_back(std::move(group));
    }
    if (report.groups.empty()) return {};
    report.by = by(dicom::make_uid(random_), kReportSeries);
    return keep(dicom::write_measurement_report(study_, report));
  }

  Result<void> write_keys() {
    dicom::KeyObjects keys;
    for (const ImageOf& image : work_.key_images) {
      const auto place = work_.key_places.find(key_of(image));
      if (const AnnotatedImage* known = find(image))
        keys.images.push_back(known->place);
      else if (place != work_.key_places.end())
        keys.images.push_back(place->second);
      else
        ++objects_.left_out;
    }
    if (work_.key_images.empty() && work_.standing_keys) keys.withdrawn = {*work_.standing_keys};
    if (keys.images.empty() && keys.withdrawn.empty()) return {};
    if (keys.images.empty()) keys.description = "No image is selected any more.";
    keys.by = by(dicom::make_uid(random_), kKeySeries);
    if (!keys.images.empty())
      objects_.keys = {std::string(dicom::kKeyObjectSelectionStorage), keys.by.sop_instance_uid,
                       keys.by.series_instance_uid};
    return keep(dicom::write_key_objects(study_, keys));
  }

  const dicom::StudyIdentity& study_;
  const AnnotationWork& work_;
  const base::Timestamp at_;
  base::Random& random_;
  AnnotationObjects objects_;
};

}  // namespace

AnnotatedImage annotated_image(const LoadedImage& image, const imaging::GreyPipeline& pipeline,
                               const QString& series_instance_uid) {
  const imaging::ImageInfo& info = *image.info;
  const imaging::FrameInfo& frame = info.frame(image.frame());
  AnnotatedImage known;
  const ImageOf of = image_of(&image);
  known.place = {info.sop_class_uid, of.sop_instance_uid.toStdString(), series_instance_uid.toStdString(),
                 image.frame(), info.frames};
  known.rows = info.rows;
  known.columns = info.columns;
  known.pixel_height = info.pixel_height(image.frame());
  known.is_colour = info.is_colour;
  known.inverse = !info.is_colour && pipeline.is_inverse();
  known.modality = {
      frame.rescale_slope, frame.rescale_intercept, frame.rescale_type.empty() ? "US" : frame.rescale_type, {}};
  if (frame.modality_lut) known.modality.table = table_from(*frame.modality_lut);
  if (known.is_colour) return known;
  if (!pipeline.window() && !frame.voi_luts.empty()) {
    known.voi_table = table_from(*frame.voi_luts.front());
    return known;
  }
  const auto window = pipeline.equivalent_window();
  known.window = {window.center, window.width, function_word(window.function)};
  return known;
}

Result<AnnotationObjects> write_objects(const dicom::StudyIdentity& study, const AnnotationWork& work,
                                        base::Timestamp at, base::Random& random) {
  return Writing(study, work, at, random).run();
}

bool AnnotationReader::take(const std::filesystem::path& file) {
  if (auto state = dicom::read_presentation_state(file)) {
    states_.push_back({state->by.written, state->by.series_instance_uid, std::move(*state)});
    return true;
  }
  if (auto keys = dicom::read_key_objects(file)) {
    if (!dicom::is_rejection(keys->title)) keys_.push_back(std::move(*keys));
    return true;
  }
  return dicom::read_measurement_report(file).has_value();
}

// Of each author, the series written last.
std::vector<const AnnotationReader::Source*> AnnotationReader::newest() const {
  std::map<std::string, std::pair<std::string, std::string>> last;  // author -> written, series
  for (const Source& source : states_) {
    auto& best = last[source.state.by.author];
    best = std::max(best, std::pair(source.written, source.series));
  }
  std::vector<const Source*> found;
  for (const Source& source : states_) {
    // Devices' own states, without an author, stand side by side.
    const auto& by = source.state.by.author;
    if (by.empty() || last[by].second == source.series) found.push_back(&source);
  }
  return found;
}

std::vector<Annotation> AnnotationReader::annotations() const {
  std::vector<Annotation> all;
  int unnamed = 0;
  for (const Source* source : newest()) {
    QString author = QString::fromStdString(source->state.by.author);
    if (author.isEmpty()) author = QString::fromStdString(source->state.label);
    if (author.isEmpty()) author = QStringLiteral("GSPS");
    for (const dicom::Mark& mark : source->state.marks) {
      if (mark.on_display) continue;  // it belongs to the displayed area, not to the image
      for (const dicom::Mark& part : parts_of(mark)) {
        Annotation annotation = annotation_of(part, author == reader_ ? QString() : author);
        if (annotation.points.empty()) continue;
        if (annotation.uid.isEmpty()) annotation.uid = QStringLiteral("%1#%2").arg(author).arg(++unnamed);
        all.push_back(std::move(annotation));
      }
    }
  }
  return all;
}

std::vector<dicom::PresentationState> AnnotationReader::foreign_states() const {
  std::vector<dicom::PresentationState> states;
  for (const Source* source : newest())
    if (QString::fromStdString(source->state.by.author) != reader_) states.push_back(source->state);
  return states;
}

std::map<Key, AnnotatedImage> AnnotationReader::own_images() const {
  std::map<Key, AnnotatedImage> images;
  for (const Source* source : newest()) {
    if (QString::fromStdString(source->state.by.author) != reader_) continue;
    for (const auto& shown : source->state.images) {
      AnnotatedImage image;
      image.place = shown.image;
      image.rows = shown.area[3];
      image.columns = shown.area[2];
      image.pixel_height = shown.pixel_height;
      image.is_colour = source->state.is_colour;
      image.inverse = source->state.inverse;
      image.modality = source->state.modality;
      image.window = shown.window;
      image.voi_table = shown.voi_table;
      images[{QString::fromStdString(shown.image.sop_instance_uid), shown.image.frame}] = image;
    }
  }
  return images;
}

// Of one second, the one that another takes back is the older.
const dicom::KeyObjects* AnnotationReader::newest_keys() const {
  const auto is_withdrawn = [this](const dicom::KeyObjects& keys) {
    return std::ranges::any_of(keys_, [&keys](const dicom::KeyObjects& other) {
      return std::ranges::find(other.withdrawn, keys.by.sop_instance_uid, &dicom::ImagePlace::sop_instance_uid) !=
             other.withdrawn.end();
    });
  };
  const dicom::KeyObjects* last = nullptr;
  for (const dicom::KeyObjects& keys : keys_) {
    if (last == nullptr ||
        std::pair(keys.by.written, !is_withdrawn(keys)) >= std::pair(last->by.written, !is_withdrawn(*last)))
      last = &keys;
  }
  return last;
}

std::vector<ImageOf> AnnotationReader::key_images() const {
  std::vector<ImageOf> images;
  if (const auto* last = newest_keys())
    for (const auto& place : last->images)
      images.push_back({QString::fromStdString(place.sop_instance_uid), place.frame});
  return images;
}

std::optional<dicom::ImagePlace> AnnotationReader::standing_keys() const {
  const auto* last = newest_keys();
  if (last == nullptr || last->images.empty()) return std::nullopt;
  return dicom::ImagePlace{std::string(dicom::kKeyObjectSelectionStorage), last->by.sop_instance_uid,
                           last->by.series_instance_uid};
}

}  // namespace rdc::station
