// What the centre holds under a signature: whether that signature is good, and the PDF to open or save.
#pragma once

#include <functional>
#include <optional>

#include <QWidget>

#include "rdc/v1/report.pb.h"
#include "reading_station/report/signed_report.h"

class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only. Borrows the signed report. Hidden while there is no signed revision.
class SignedReportBar final : public QWidget {
  Q_OBJECT
 public:
  explicit SignedReportBar(SignedReport& reports, QWidget* parent = nullptr);

  // The revision it speaks of, which is checked at once; nullopt for none. file_name: proposed when it is saved.
  void show_revision(const std::optional<v1::Revision>& revision, const QString& file_name);

 Q_SIGNALS:
  // A sentence for the reader; a function, so that it follows the program's language.
  void said(const std::function<QString()>& sentence);
  void complained(const std::function<QString()>& sentence);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  bool shows(const QString& revision_id) const;
  void refresh();
  void choose_file();
  void show_in_viewer(const QString& file);

  SignedReport& reports_;
  QLabel* state_;
  QPushButton* open_;
  QPushButton* save_;
  std::optional<v1::Revision> revision_;
  QString file_name_;
  QString opening_;  // the revision whose PDF goes to the viewer when it is there
};

}  // namespace rdc::station
