// Annotations to DICOM objects and back: what of a reader's drawing goes into a presentation state, a measurement
// report and a key object selection, and what those of others show. No network, no disk but the files named.
#pragma once

#include <QHash>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/dicom/annotation_objects.h"
#include "reading_station/viewer/annotation_set.h"

namespace rdc::station {

// What an object must say of an image it refers to; known once the image was shown.
struct AnnotatedImage {
  dicom::ImagePlace place;
  int rows = 0, columns = 0;
  double pixel_height = 1;
  bool is_colour = false;
  bool inverse = false;  // as displayed, MONOCHROME1 included
  dicom::ModalityTransform modality;
  std::optional<dicom::PresentedWindow> window;  // as displayed
  dicom::StoredTable voi_table;                  // where the file's table is displayed
};
// As `pipeline` displays it now. `series_instance_uid` is the study list's.
AnnotatedImage annotated_image(const LoadedImage& image, const imaging::GreyPipeline& pipeline,
                               const QString& series_instance_uid);

struct AnnotationWork {
  std::vector<Annotation> annotations;  // the reader's own
  std::vector<ImageOf> key_images;
  // Of the images named above, and of those whose earlier drawings are gone: they get a state without any, which
  // supersedes the old one.
  std::map<std::pair<QString, int>, AnnotatedImage> images;
  std::map<std::pair<QString, int>, dicom::ImagePlace> key_places;  // of key images that are not among them
  // The selection in the archive that holds now; taken back when there is no key image any more.
  std::optional<dicom::ImagePlace> standing_keys;
  QString author;
  QString language = QStringLiteral("en");
};
// The objects to be stored, in one new series a kind. Images that were never shown are left out, with their
// annotations: `left_out` counts them. Nothing to say: an empty list.
struct AnnotationObjects {
  std::vector<std::string> files;
  int left_out = 0;
  // The selection among them that holds once they are in the archive; nullopt: none does, or none was written.
  std::optional<dicom::ImagePlace> keys;
};
Result<AnnotationObjects> write_objects(const dicom::StudyIdentity& study, const AnnotationWork& work,
                                        base::Timestamp at, base::Random& random);

// What the objects of a study say together. Of one author the newest series counts; `reader` is whose own may be
// changed.
class AnnotationReader {
 public:
  explicit AnnotationReader(QString reader) : reader_(std::move(reader)) {}
  // A file of the SOP classes above; anything else, and what cannot be read, is ignored: false.
  bool take(const std::filesystem::path& file);

  std::vector<Annotation> annotations() const;
  // Of the selection written last, whoever wrote it; those that reject images are none.
  std::vector<ImageOf> key_images() const;
  // That selection, unless it selects nothing.
  std::optional<dicom::ImagePlace> standing_keys() const;
  // Those of others, to be looked through; the reader's own are what the annotations already say.
  std::vector<dicom::PresentationState> foreign_states() const;
  // Images the reader's own newest states cover, as those states say.
  std::map<std::pair<QString, int>, AnnotatedImage> own_images() const;

 private:
  struct Source {
    std::string written, series;
    dicom::PresentationState state;
  };
  std::vector<const Source*> newest() const;
  const dicom::KeyObjects* newest_keys() const;

  const QString reader_;
  std::vector<Source> states_;
  std::vector<dicom::KeyObjects> keys_;
};

// One annotation from a mark, or what can be shown of a foreign one. `author` "" for the reader's own.
Annotation annotation_of(const dicom::Mark& mark, const QString& author);
// A mark of another program with several graphics, as one mark a graphic; its words stay with the first. A mark of ours
// is whole.
std::vector<dicom::Mark> parts_of(const dicom::Mark& mark);
dicom::Mark mark_of(const Annotation& annotation, const dicom::ImagePlace& place);

}  // namespace rdc::station
