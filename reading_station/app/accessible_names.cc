#include "reading_station/app/accessible_names.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QScrollBar>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QTextEdit>

namespace rdc::station {
namespace {

constexpr const char* kGiven = "accessible_name_given";  // by us: to be given anew when the words change

QString plain(const QString& text) {
  const QString words = Qt::mightBeRichText(text) ? QTextDocumentFragment::fromHtml(text).toPlainText() : text;
  return words.section(QLatin1Char('\n'), 0, 0).trimmed();
}

QString hint_of(const QWidget& widget) {
  if (const auto* line = qobject_cast<const QLineEdit*>(&widget)) return line->placeholderText();
  if (const auto* text = qobject_cast<const QPlainTextEdit*>(&widget)) return text->placeholderText();
  return {};
}

// The label of its row in a form.
QString label_of(const QWidget& widget) {
  const QWidget* parent = widget.parentWidget();
  if (parent == nullptr) return {};
  for (const QFormLayout* form : parent->findChildren<QFormLayout*>()) {
    if (const auto* label = qobject_cast<QLabel*>(form->labelForField(const_cast<QWidget*>(&widget))))
      return label->text();
  }
  return {};
}

void name(QWidget& widget) {
  const bool ours = widget.property(kGiven).toBool();
  if (!widget.accessibleName().isEmpty() && !ours) return;
  if (ours) widget.setAccessibleName({});
  if (!accessible_name_of(widget).isEmpty()) return;
  // What a tool bar puts behind its last tool has neither name nor words.
  const bool more = widget.objectName() == QLatin1String("qt_toolbar_ext_button");
  for (const QString& words :
       {label_of(widget), hint_of(widget), widget.toolTip(), more ? AccessibleNames::tr("More tools") : QString()}) {
    const QString said = plain(words);
    if (said.isEmpty()) continue;
    widget.setAccessibleName(said);
    widget.setProperty(kGiven, true);
    return;
  }
}

}  // namespace

AccessibleNames::AccessibleNames(QObject* parent) : QObject(parent) { qApp->installEventFilter(this); }

bool AccessibleNames::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Show || event->type() == QEvent::ToolTipChange) {
    auto* widget = qobject_cast<QWidget*>(watched);
    if (widget != nullptr && is_interactive(*widget)) name(*widget);
  }
  // Afterwards: the window has yet to change its words.
  if (event->type() == QEvent::LanguageChange && watched->isWidgetType() &&
      static_cast<QWidget*>(watched)->isWindow()) {
    QMetaObject::invokeMethod(
        this,
        [window = QPointer<QWidget>(static_cast<QWidget*>(watched))] {
          if (!window) return;
          for (QWidget* widget : window->findChildren<QWidget*>()) {
            if (widget->property(kGiven).toBool()) name(*widget);
          }
        },
        Qt::QueuedConnection);
  }
  return QObject::eventFilter(watched, event);
}

bool is_interactive(const QWidget& widget) {
  // Parts of other widgets, which speak for them.
  if (qobject_cast<const QHeaderView*>(&widget) || qobject_cast<const QScrollBar*>(&widget)) return false;
  const QWidget* parent = widget.parentWidget();
  if (qobject_cast<const QComboBox*>(parent) || qobject_cast<const QAbstractSpinBox*>(parent)) return false;
  if (qobject_cast<const QLineEdit*>(parent)) return false;
  return qobject_cast<const QAbstractButton*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
         qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QAbstractSpinBox*>(&widget) ||
         qobject_cast<const QTextEdit*>(&widget) || qobject_cast<const QPlainTextEdit*>(&widget) ||
         qobject_cast<const QAbstractItemView*>(&widget) || qobject_cast<const QAbstractSlider*>(&widget);
}

QString accessible_name_of(QWidget& widget) {
  QAccessibleInterface* said = QAccessible::queryAccessibleInterface(&widget);
  return said == nullptr ? widget.accessibleName() : said->text(QAccessible::Name).trimmed();
}

}  // namespace rdc::station
