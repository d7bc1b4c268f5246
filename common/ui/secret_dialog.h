// Asks for secrets: a new password, a new signing PIN, the PIN for one signature. The text is handed over once and the
// fields are emptied; nothing is kept.
#pragma once

#include <QDialog>

class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace rdc::ui {

// GUI thread only. Not modal by exec(): open() it and wait for accepted_secrets. Stays open, with the error shown,
// until close() or accept() is called by whoever used the secrets.
class SecretDialog final : public QDialog {
  Q_OBJECT
 public:
  enum class Kind {
    kChangePassword,  // current and new twice
    kNewPin,          // new twice
    kPin,             // once
  };

  explicit SecretDialog(Kind kind, QWidget* parent = nullptr);

  Kind kind() const { return kind_; }
  void set_explanation(const QString& text);
  void set_busy(bool busy);
  void show_error(const QString& sentence);

 Q_SIGNALS:
  // current is "" except for kChangePassword.
  void secrets_given(const QString& current, const QString& secret);

 private:
  void submit();

  const Kind kind_;
  QLabel* explanation_;
  QLineEdit* current_;
  QLineEdit* secret_;
  QLineEdit* repeated_;
  QLabel* error_;
  QDialogButtonBox* buttons_;
};

}  // namespace rdc::ui
