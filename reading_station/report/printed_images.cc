#include "reading_station/report/printed_images.h"

#include <algorithm>
#include <utility>

#include "common/report/report_document.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

using Done = std::function<void(const std::vector<ui::ReportPicture>&)>;

void draw_rest(KeyImageSource& source, std::vector<PrintedImage> images, std::vector<ui::ReportPicture> drawn,
               Done done) {
  if (drawn.size() == images.size()) return done(drawn);
  const PrintedImage next = images[drawn.size()];
  // One at a time: a window must stay alive while the pictures of a report are drawn.
  source.draw(next, [&source, images = std::move(images), drawn = std::move(drawn),
                     done = std::move(done)](const ui::ReportPicture& picture) mutable {
    drawn.push_back(picture);
    draw_rest(source, std::move(images), std::move(drawn), std::move(done));
  });
}

}  // namespace

void put_images(const std::vector<PrintedImage>& images, v1::ReportDocument& document) {
  for (const PrintedImage& image : images) {
    if (document.key_images_size() == report::kMostKeyImages) return;
    auto* one = document.add_key_images();
    one->set_sop_instance_uid(image.sop_instance_uid.toStdString());
    one->set_frame(static_cast<std::uint32_t>(image.frame + 1));
    if (image.window) {
      one->set_window_center(image.window->first);
      one->set_window_width(image.window->second);
    }
    one->set_inverted(image.inverted);
    one->set_rotation(static_cast<std::uint32_t>(image.quarters) * 90);
    one->set_mirrored(image.mirrored);
    one->set_presentation_state_uid(image.presentation_state.toStdString());
    if (image.area.isEmpty()) continue;
    one->set_left(image.area.left());
    one->set_top(image.area.top());
    one->set_width(image.area.width());
    one->set_height(image.area.height());
  }
}

std::vector<PrintedImage> images_of(const v1::ReportDocument& document) {
  std::vector<PrintedImage> images;
  for (const auto& one : document.key_images()) {
    PrintedImage image{from(one.sop_instance_uid()), static_cast<int>(std::min(one.frame(), 1'000'000U)) - 1};
    if (one.has_window_center() && one.has_window_width()) image.window = {one.window_center(), one.window_width()};
    image.inverted = one.inverted();
    image.quarters = static_cast<int>(one.rotation() / 90 % 4);
    image.mirrored = one.mirrored();
    image.presentation_state = from(one.presentation_state_uid());
    if (one.width() > 0) image.area = QRectF(one.left(), one.top(), one.width(), one.height());
    images.push_back(std::move(image));
  }
  return images;
}

void draw_all(KeyImageSource* source, std::vector<PrintedImage> images, Done done) {
  if (source == nullptr) return done(std::vector<ui::ReportPicture>(images.size()));
  draw_rest(*source, std::move(images), {}, std::move(done));
}

}  // namespace rdc::station
