// Asks for secrets: a new password, a new signing PIN, the PIN for one signature. The text is handed over once and the
// fields are emptied; nothing is kept.
#pragma once

#include <functional>

#include <QDialog>

class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

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
  // Functions, so that the sentences change with the program's language.
  using Sentence = std::function<QString()>;
  void set_explanation(Sentence sentence);
  void set_busy(bool busy);
  void show_error(Sentence sentence);

 Q_SIGNALS:
  // current is "" except for kChangePassword.
  void secrets_given(const QString& current, const QString& secret);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void submit();
  void retranslate();

  const Kind kind_;
  Sentence why_;
  Sentence problem_;
  QLabel* explanation_;
  QLineEdit* current_;
  QLineEdit* secret_;
  QLineEdit* repeated_;
  QLabel* current_label_;
  QLabel* secret_label_;
  QLabel* repeated_label_;
  QLabel* error_;
  QDialogButtonBox* buttons_;
  QPushButton* ok_;
  QPushButton* cancel_;
};

}  // namespace rdc::ui
