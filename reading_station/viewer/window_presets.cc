#include "reading_station/viewer/window_presets.h"

#include "reading_station/viewer/viewer_words.h"

namespace rdc::station {

std::vector<WindowPreset> presets_for(const imaging::ImageInfo& info, int frame) {
  const auto linear = [](double center, double width) {
    return imaging::WindowSetting{center, width, imaging::VoiFunction::kLinear, ""};
  };
  std::vector<WindowPreset> presets;
  if (info.modality == "CT" && !info.is_colour) {
    presets = {{ViewerWords::tr("Lung"), linear(-600, 1500)}, {ViewerWords::tr("Mediastinum"), linear(40, 400)},
               {ViewerWords::tr("Bone"), linear(480, 2500)},  {ViewerWords::tr("Brain"), linear(40, 80)},
               {ViewerWords::tr("Abdomen"), linear(60, 400)}, {ViewerWords::tr("Liver"), linear(70, 150)},
               {ViewerWords::tr("Subdural"), linear(75, 215)}};
    return presets;
  }
  int number = 0;
  for (const auto& window : info.frame(frame).windows) {
    const QString name = QString::fromUtf8(window.explanation.c_str());
    presets.push_back({name.isEmpty() ? ViewerWords::tr("Window %1").arg(++number) : name, window});
  }
  return presets;
}

}  // namespace rdc::station
