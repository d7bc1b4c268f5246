#include "reading_station/app/key_image_desk.h"

#include <algorithm>

#include "reading_station/app/annotation_desk.h"
#include "reading_station/viewer/study_viewer.h"

namespace rdc::station {
namespace {

PrintedImage printed_image(const KeyLook& key) {
  PrintedImage image{key.image.sop_instance_uid, key.image.frame};
  image.window = key.look.window;
  image.inverted = key.look.inverted;
  image.quarters = key.look.quarters;
  image.mirrored = key.look.mirrored;
  if (key.look.area) image.area = *key.look.area;
  image.presentation_state = key.presented;
  return image;
}

KeyLook key_look(const PrintedImage& image) {
  KeyLook key{{image.sop_instance_uid, image.frame}, {}, image.presentation_state};
  key.look = {image.window, image.inverted, image.quarters, image.mirrored, {}};
  if (!image.area.isEmpty()) key.look.area = image.area;
  return key;
}

bool holds(const std::vector<ImageOf>& images, const ImageOf& image) {
  return std::ranges::find(images, image) != images.end();
}

}  // namespace

KeyImageDesk::KeyImageDesk(StudyViewer& viewer, AnnotationDesk& annotations, QObject* parent)
    : KeyImageSource(parent), viewer_(viewer) {
  AnnotationSet& drawn = viewer_.annotations();
  connect(&drawn, &AnnotationSet::edited, this, &KeyImageDesk::compare);
  connect(&drawn, &AnnotationSet::changed, this, &KeyImageSource::changed);
  // From the archive or a draft: nobody's choice of this moment.
  connect(&annotations, &AnnotationDesk::loaded, this, [this] {
    known_ = viewer_.annotations().key_images();
    Q_EMIT changed();
  });
  connect(&viewer_, &StudyViewer::loading_finished, this, &KeyImageSource::changed);
}

void KeyImageDesk::set_reported(bool reported) { reported_ = reported; }

std::vector<PrintedImage> KeyImageDesk::marked() const {
  std::vector<PrintedImage> images;
  if (!reported_) return images;
  for (const ImageOf& image : viewer_.annotations().key_images())
    images.push_back(printed_image(viewer_.look_of(image).value_or(KeyLook{image, {}, {}})));
  return images;
}

std::optional<PrintedImage> KeyImageDesk::as_shown(const PrintedImage& image) const {
  const auto look = reported_ ? viewer_.look_of({image.sop_instance_uid, image.frame}) : std::nullopt;
  return look ? std::optional(printed_image(*look)) : std::nullopt;
}

void KeyImageDesk::draw(const PrintedImage& image, Drawn drawn) {
  viewer_.draw_key_picture(key_look(image), [image, drawn = std::move(drawn)](const KeyPicture& made) {
    ui::ReportPicture picture;
    picture.picture = made.picture;
    picture.series = made.series;
    picture.number = made.number;
    picture.count = made.count;
    picture.window = made.window;
    picture.unit = made.unit;
    picture.is_inverted = image.inverted;
    picture.is_part = made.is_part;
    drawn(picture);
  });
}

void KeyImageDesk::compare() {
  const std::vector<ImageOf> before = std::exchange(known_, viewer_.annotations().key_images());
  if (before == known_ || !reported_) return;
  Q_EMIT changed();
  for (const PrintedImage& image : marked())
    if (!holds(before, {image.sop_instance_uid, image.frame})) Q_EMIT image_marked(image);
  for (const ImageOf& image : before)
    if (!holds(known_, image)) Q_EMIT image_unmarked({image.sop_instance_uid, image.frame});
}

}  // namespace rdc::station
