// Colours of a dark reading room: nothing brighter around an image than the image.
#pragma once

#include <QColor>
#include <QFont>
#include <QString>

namespace rdc::station::theme {

inline constexpr QColor kGround{0, 0, 0};
inline constexpr QColor kPanel{24, 26, 29};
inline constexpr QColor kRaised{43, 47, 52};
inline constexpr QColor kLine{68, 74, 81};
inline constexpr QColor kText{222, 226, 230};
inline constexpr QColor kQuiet{165, 172, 180};
inline constexpr QColor kAccent{77, 171, 247};
inline constexpr QColor kMark{255, 212, 59};     // measurements
inline constexpr QColor kOverlay{99, 230, 190};  // planes that came with the image
inline constexpr QColor kProblem{255, 169, 77};

// Around the images: of the program's theme, which is the application's palette. What is drawn on an image's ground
// keeps the colours above.
struct Chrome {
  QColor panel, raised, line, text, quiet, faint, accent, problem;
};
inline constexpr Chrome kDarkChrome{kPanel, kRaised, kLine, kText, kQuiet, {152, 161, 169}, kAccent, kProblem};
inline constexpr Chrome kLightChrome{{233, 236, 239}, {207, 228, 248}, {173, 181, 189}, {22, 25, 29},
                                     {67, 74, 81},    {82, 89, 96},    {16, 80, 156},   {138, 63, 0}};
const Chrome& chrome();

// WenQuanYi Micro Hei has Chinese and Latin in one look.
QFont font(int pixel_size);
QString style_sheet();

}  // namespace rdc::station::theme
