#include "reading_station/report/report_typing.h"

#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QRegularExpression>

#include "reading_station/report/report_fields.h"

namespace rdc::station {
namespace {

void mark(QPlainTextEdit* field, const TextField& found) {
  QTextCursor cursor = field->textCursor();
  cursor.setPosition(found.begin);
  cursor.setPosition(found.begin + found.length, QTextCursor::KeepAnchor);
  field->setTextCursor(cursor);
  field->setFocus();
}

}  // namespace

void ReportTyping::watch(QPlainTextEdit* field) {
  fields_.push_back(field);
  field->installEventFilter(this);
}

QString ReportTyping::filled(const QString& text) const {
  return source_ == nullptr ? text : fill_fields(text, source_->measurements());
}

bool ReportTyping::mark_next_field() {
  const auto focused = std::find_if(fields_.begin(), fields_.end(), [](auto* field) { return field->hasFocus(); });
  const qsizetype first = focused == fields_.end() ? 0 : focused - fields_.begin();
  for (qsizetype step = 0; step <= fields_.size(); ++step) {
    auto* field = fields_[(first + step) % fields_.size()];
    const bool here = step == 0 && focused != fields_.end();
    const int from = here ? field->textCursor().selectionEnd() : 0;
    const auto found = next_field(field->toPlainText(), from);
    // Round to the field's beginning only after the others were looked at.
    if (!found || (here && found->begin < from)) continue;
    mark(field, *found);
    return true;
  }
  return false;
}

bool ReportTyping::write_phrase(QPlainTextEdit* field) const {
  static const QRegularExpression kKey(QStringLiteral("[;；]([A-Za-z0-9]{1,16})$"));
  QTextCursor cursor = field->textCursor();
  if (cursor.hasSelection()) return false;
  const int at = cursor.position();
  const auto match = kKey.match(field->toPlainText().left(at));
  if (!match.hasMatch()) return false;
  const Phrase* phrase = library_.phrase(match.captured(1));
  if (phrase == nullptr) return false;
  cursor.setPosition(static_cast<int>(match.capturedStart()));
  cursor.setPosition(at, QTextCursor::KeepAnchor);
  cursor.insertText(filled(phrase->text(language_)));
  field->setTextCursor(cursor);
  return true;
}

bool ReportTyping::take_choice(QPlainTextEdit* field, int number) {
  QTextCursor cursor = field->textCursor();
  const auto all = fields_of(cursor.selectedText());
  if (all.size() != 1 || all[0].begin != 0 || all[0].length != cursor.selectedText().size()) return false;
  const QStringList choices = all[0].choices();
  if (number < 1 || number > choices.size()) return false;
  cursor.insertText(choices[number - 1].trimmed());
  field->setTextCursor(cursor);
  mark_next_field();
  return true;
}

bool ReportTyping::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QObject::eventFilter(watched, event);
  auto* field = qobject_cast<QPlainTextEdit*>(watched);
  auto* key = static_cast<QKeyEvent*>(event);
  if (field == nullptr || field->isReadOnly()) return false;
  if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier) return write_phrase(field);
  const int number = key->key() - Qt::Key_0;
  if ((key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && number >= 1 && number <= 9)
    return take_choice(field, number);
  return false;
}

}  // namespace rdc::station
