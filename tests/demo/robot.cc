#include "tests/demo/robot.h"

#include <QElapsedTimer>
#include <QInputMethodEvent>
#include <QWheelEvent>
#include <QtTest/QTest>

namespace rdc::demo {

QWidget* Robot::visible_widget(const char* name) {
  // Dialogs that opened last come first.
  const auto windows = QApplication::topLevelWidgets();
  for (auto it = windows.rbegin(); it != windows.rend(); ++it) {
    if ((*it)->objectName() == QLatin1String(name) && (*it)->isVisible()) return *it;
    for (QWidget* child : (*it)->findChildren<QWidget*>(QLatin1String(name))) {
      if (child->isVisible()) return child;
    }
  }
  return nullptr;
}

bool Robot::visible(const char* name) const { return visible_widget(name) != nullptr; }

QWidget* Robot::find_widget(const char* name) const {
  wait_until([name] { return visible_widget(name) != nullptr; }, std::string("a widget named ") + name, 10'000);
  return visible_widget(name);
}

void Robot::wait_until(const std::function<bool()>& holds, const std::string& what, int milliseconds) const {
  QElapsedTimer elapsed;
  elapsed.start();
  while (!holds()) {
    if (elapsed.hasExpired(milliseconds)) throw RobotError("waited in vain for " + what);
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

void Robot::settle() const { QTest::qWait(120); }

void Robot::click(QWidget* widget) const {
  wait_until([widget] { return widget->isEnabled(); }, "a button to be enabled: " + widget->objectName().toStdString());
  QTest::mouseClick(widget, Qt::LeftButton);
}

void Robot::type(QWidget* widget, const QString& text) const {
  QApplication::setActiveWindow(widget->window());  // offscreen there is nobody else to do it
  widget->setFocus(Qt::OtherFocusReason);
  QInputMethodEvent commit;
  commit.setCommitString(text);
  QApplication::sendEvent(widget, &commit);
}

void Robot::retype(QWidget* widget, const QString& text) const {
  QApplication::setActiveWindow(widget->window());  // offscreen there is nobody else to do it
  widget->setFocus(Qt::OtherFocusReason);
  QTest::keyClick(widget, Qt::Key_A, Qt::ControlModifier);
  QTest::keyClick(widget, Qt::Key_Delete);
  type(widget, text);
}

void Robot::key(QWidget* widget, Qt::Key key, Qt::KeyboardModifiers modifiers) const {
  QApplication::setActiveWindow(widget->window());  // offscreen there is nobody else to do it
  widget->setFocus(Qt::OtherFocusReason);
  QTest::keyClick(widget, key, modifiers);
}

void Robot::drag(QWidget* widget, Qt::MouseButton button, QPoint from, QPoint to) const {
  QTest::mouseMove(widget, from);
  QTest::mousePress(widget, button, Qt::NoModifier, from);
  constexpr int kSteps = 12;
  for (int step = 1; step <= kSteps; ++step) {
    const QPoint at = from + (to - from) * step / kSteps;
    // mouseMove() alone carries no button.
    QMouseEvent move(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, button, Qt::NoModifier);
    QApplication::sendEvent(widget, &move);
    QTest::qWait(8);
  }
  QTest::mouseRelease(widget, button, Qt::NoModifier, to);
}

void Robot::wheel(QWidget* widget, int steps) const {
  const QPoint at = widget->rect().center();
  for (int i = 0; i < std::abs(steps); ++i) {
    QWheelEvent turn(at, widget->mapToGlobal(at), QPoint(), QPoint(0, steps > 0 ? -120 : 120), Qt::NoButton,
                     Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &turn);
    QTest::qWait(4);
  }
}

void Robot::picture(QWidget* widget, const QString& name) const {
  settle();
  const QString file = screenshots_ + QLatin1Char('/') + name + QStringLiteral(".png");
  if (!widget->window()->grab().save(file)) throw RobotError("cannot write " + file.toStdString());
}

}  // namespace rdc::demo
