// What a screen reader calls the parts of a window.
#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace rdc::station {

// A button of a picture, a box to choose from, a field with a hint in it say to the eye what they are by tool tip, hint
// or the label before them. While this lives, every such widget that has no name of its own takes that as its
// accessible name, as it is shown and whenever the words change. GUI thread; one for a program.
class AccessibleNames final : public QObject {
  Q_OBJECT
 public:
  explicit AccessibleNames(QObject* parent = nullptr);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
};

// What a person can press, fill in or choose from.
bool is_interactive(const QWidget& widget);
// What a screen reader says it is; "": nothing.
QString accessible_name_of(QWidget& widget);

}  // namespace rdc::station
