// Translation context of the viewer's functions that belong to no widget.
#pragma once

#include <QCoreApplication>

namespace rdc::station {

class ViewerWords {
  Q_DECLARE_TR_FUNCTIONS(rdc::station::ViewerWords)
};

}  // namespace rdc::station
