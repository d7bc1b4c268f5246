// A new child widget that tests and style sheets find by its name.
#pragma once

#include <QWidget>

namespace rdc::ui {

template <typename Widget>
Widget* named(const char* name, QWidget* parent) {
  auto* widget = new Widget(parent);
  widget->setObjectName(QLatin1String(name));
  return widget;
}

}  // namespace rdc::ui
