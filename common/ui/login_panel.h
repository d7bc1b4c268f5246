// Where a person says who they are: name and password, what went wrong, and that something is under way.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace rdc::ui {

// GUI thread only. Holds no session: it only asks.
class LoginPanel final : public QWidget {
  Q_OBJECT
 public:
  explicit LoginPanel(QWidget* parent = nullptr);

  void set_title(const QString& title, const QString& subtitle);
  // While busy the fields are locked and a bar moves.
  void set_busy(bool busy);
  // A sentence below the fields, in red; "" clears it. Clears and focuses the password.
  void show_error(const QString& sentence);
  void set_user_name(const QString& name);
  // Forgets the password.
  void reset();

 Q_SIGNALS:
  void login_requested(const QString& user_name, const QString& password);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void submit();
  void retranslate();

  QLabel* title_;
  QLabel* subtitle_;
  QLabel* name_label_;
  QLabel* password_label_;
  QLineEdit* name_;
  QLineEdit* password_;
  QPushButton* button_;
  QProgressBar* progress_;
  QLabel* error_;
};

}  // namespace rdc::ui
