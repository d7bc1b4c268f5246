// Windows a reader calls up with a digit key.
#pragma once

#include <QString>
#include <vector>

#include "common/imaging/image_info.h"

namespace rdc::station {

struct WindowPreset {
  QString name;
  imaging::WindowSetting window;

  bool operator==(const WindowPreset&) const = default;
};

// CT: lung, mediastinum, bone, brain, abdomen, liver, subdural (Hounsfield units; usual radiological practice, not from
// a standard). Other modalities: the windows the file itself brings. The first has key 1.
std::vector<WindowPreset> presets_for(const imaging::ImageInfo& info, int frame);

}  // namespace rdc::station
