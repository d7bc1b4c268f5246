// Asks for a statement: the reader's wording, or one of the catalogue's.
#pragma once

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only; deletes itself when it is closed.
class StatementDialog final : public QDialog {
  Q_OBJECT
 public:
  enum class Kind { kWords, kFromCatalogue };
  StatementDialog(Kind kind, QWidget* parent);

  void set_label(const QString& text);
  void set_text(const QString& text);

 Q_SIGNALS:
  // code: of the catalogue when the text is exactly its, else "".
  void given(const QString& code, const QString& text);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLabel* label_;
  QComboBox* text_;
  QPushButton* accept_;
  QPushButton* cancel_;
};

}  // namespace rdc::station
