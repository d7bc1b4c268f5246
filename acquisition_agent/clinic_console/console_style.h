// The look of the clinic: bright, large, few colours, each with one meaning.
#pragma once

class QApplication;

namespace rdc::console {

// Sets style, palette, font (WenQuanYi Micro Hei) and style sheet. Once, before the first window.
void apply_clinic_style(QApplication& application);

}  // namespace rdc::console
