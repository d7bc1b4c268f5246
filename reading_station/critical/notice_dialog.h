// A critical value on its way to the site: what was found, by the county's list and in the reader's words, and the
// second check. The checker reads what stands here and gives their own name and password.
#pragma once

#include <optional>

#include <QDialog>

#include "reading_station/critical/notice_desk.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace rdc::station {

// Stays open until the centre has it. Delete on close. GUI thread only.
class NoticeDialog final : public QDialog {
  Q_OBJECT
 public:
  // What is known before anybody types.
  struct About {
    QString patient, exam, site;
    bool is_ecg = false;
    QString user_name;    // of who is logged in
    QStringList stated;   // critical conditions that the report states
    QString finding;      // proposed words
    int sent_before = 0;  // notices of this study
  };
  NoticeDialog(About about, QWidget* parent);

  // The county's list and whether it is night; until then nothing can be sent.
  void set_table(const std::optional<v1::CriticalTable>& table);
  NoticeDesk::Notice given() const;
  // kNoLink: written, and not yet with the centre.
  enum class Way { kNone, kSending, kNoLink };
  void show_way(Way way);
  void complain(const QString& sentence);

 Q_SIGNALS:
  void send_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void build();
  void retranslate();
  void fill_entries();
  void judge();
  bool checks_alone() const;

  const About about_;
  std::optional<v1::CriticalTable> table_;
  Way way_ = Way::kNone;
  QString complaint_;
  QLabel* title_;
  QLabel* about_label_;
  QLabel* stated_;
  QLabel* entry_label_;
  QComboBox* entry_;
  QLabel* finding_label_;
  QPlainTextEdit* finding_;
  QLabel* advice_label_;
  QPlainTextEdit* advice_;
  QLabel* check_title_;
  QLabel* name_label_;
  QLineEdit* name_;
  QLabel* password_label_;
  QLineEdit* password_;
  QLabel* reason_label_;
  QLineEdit* reason_;
  QLabel* list_;
  QLabel* note_;
  QPushButton* cancel_;
  QPushButton* send_;
};

// The entry of the list that these words mean; "" when none does. Pure.
QString entry_stated(const v1::CriticalTable& table, const QStringList& stated);

}  // namespace rdc::station
