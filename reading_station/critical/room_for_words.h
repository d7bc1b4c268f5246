// Wrapped words need more height the narrower a window is; Qt does not enforce that for a window of its own.
#pragma once

#include <algorithm>

#include <QLayout>
#include <QWidget>

namespace rdc::station {

// Makes the window as high as what its layout holds needs at its width. GUI thread only; once it is shown.
inline void give_room_for_words(QWidget& window) {
  window.layout()->activate();
  const int width = std::max(window.width(), window.minimumWidth());
  const int needed = window.layout()->hasHeightForWidth() ? window.layout()->totalHeightForWidth(width)
                                                          : window.layout()->totalSizeHint().height();
  if (needed > window.height()) window.resize(width, needed);
}

}  // namespace rdc::station
