#include "reading_station/viewer/key_picture.h"

#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "reading_station/viewer/image_canvas.h"

namespace rdc::station {
namespace {

// Letters and lines have the size that they have on a screen of half as many pixels: read on paper, not through a
// glass.
constexpr double kRatio = 2;
constexpr double kFlattest = 4;  // wide to high, or high to wide: what is flatter gets a black border

QSize size_of(const LoadedImage& image, const ImageLook& look, double pixel_height) {
  QSizeF shown = look.area ? look.area->size() : QSizeF(image.decoded.pixels.cols, image.decoded.pixels.rows);
  shown.setHeight(shown.height() * pixel_height);
  if (look.quarters % 2 != 0) shown.transpose();
  const double longer = std::max({shown.width(), shown.height(), 1e-6});
  const double side = kKeyPictureSide / kRatio;
  const auto length = [&](double part) {
    return static_cast<int>(std::lround(std::clamp(part / longer, 1 / kFlattest, 1.0) * side));
  };
  return {length(shown.width()), length(shown.height())};
}

}  // namespace

KeyPicture paint_key_picture(const LoadedImagePtr& image, const ImageLook& look, std::vector<Annotation> drawn,
                             PresentedViewPtr presented) {
  const double own_height = image->info->pixel_height(image->frame());
  const double pixel_height = presented ? presented->pixel_height.value_or(own_height) : own_height;
  ImageCanvas canvas;
  canvas.set_print_ratio(kRatio);
  canvas.setMinimumSize(1, 1);
  canvas.resize(size_of(*image, look, pixel_height));
  canvas.annotations().load(std::move(drawn));
  canvas.show_image(image, ImageCanvas::ViewChange::kReset);
  canvas.present(std::move(presented), ImageCanvas::ViewChange::kReset);
  canvas.take_look(look);
  KeyPicture made;
  made.picture = canvas.grab().toImage().convertToFormat(QImage::Format_RGB32);
  made.is_part = look.area.has_value();
  if (image->decoded.is_colour) return made;
  if (const auto& window = canvas.pipeline()->window()) made.window = {window->center, window->width};
  made.unit = QString::fromStdString(canvas.pipeline()->unit());
  return made;
}

}  // namespace rdc::station
