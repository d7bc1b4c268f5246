// The look of the reading room: dark, quiet, Chinese and Latin in one face.
#pragma once

class QApplication;

namespace rdc::station {

// Sets style, palette, font (WenQuanYi Micro Hei) and style sheet. Once, before the first window.
void apply_dark_theme(QApplication& application);

}  // namespace rdc::station
