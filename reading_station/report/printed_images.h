// The pictures of a report: in its document, and drawn one after another.
#pragma once

#include <functional>
#include <vector>

#include "rdc/v1/report.pb.h"
#include "reading_station/report/key_image_source.h"

namespace rdc::station {

// Fills key_images; at most report::kMostKeyImages of them.
void put_images(const std::vector<PrintedImage>& images, v1::ReportDocument& document);
std::vector<PrintedImage> images_of(const v1::ReportDocument& document);

// Calls done once, with a picture for every image, in their order: at once when there is none, else from the event
// loop. A null source draws nothing: all pictures are null then. The source must outlive the drawing.
void draw_all(KeyImageSource* source, std::vector<PrintedImage> images,
              std::function<void(const std::vector<ui::ReportPicture>&)> done);

}  // namespace rdc::station
