// Shows every action with its keys and lets the reader change them. A key that is taken says by what, and stays there.
#pragma once

#include <QDialog>

#include "reading_station/viewer/keys/key_bindings.h"

class QKeySequenceEdit;
class QLabel;
class QTableWidget;

namespace rdc::station {

// GUI thread only. bindings() is what the reader wants; take it when the dialog was accepted.
class KeyBindingDialog final : public QDialog {
  Q_OBJECT
 public:
  explicit KeyBindingDialog(KeyBindings bindings, QWidget* parent = nullptr);

  const KeyBindings& bindings() const { return bindings_; }

 private:
  void fill();
  void assign(const QList<QKeySequence>& keys);
  QString chosen() const;

  KeyBindings bindings_;
  QTableWidget* table_;
  QKeySequenceEdit* edit_;
  QLabel* conflict_;
};

}  // namespace rdc::station
