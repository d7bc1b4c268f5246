// One study being read: images or tracing at the left, the report at the right, who and what above.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include <QWidget>

#include "rdc/v1/worklist.pb.h"
#include "reading_station/app/viewer_measurements.h"
#include "reading_station/report/report_desk.h"
#include "reading_station/report/report_editor.h"
#include "reading_station/report/signed_report.h"
#include "reading_station/session/claim_keeper.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/session/study_client.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace rdc::station {

class AnnotationDesk;
class EcgDesk;
class EcgPage;
class KeyImageDesk;
class StudyViewer;
class ViewerDesk;

// GUI thread only. Borrows what it is given.
class ReadingPage final : public QWidget {
  Q_OBJECT
 public:
  struct Place {
    std::filesystem::path data;  // of this station: drafts/ and caches are made in it
    std::string centre_pem;      // what signatures are checked against
    QSettings& settings;         // screen calibrations; must outlive the page
  };
  ReadingPage(RouterConnection& connection, ObjectCache& objects, const Place& place, const base::Clock& clock,
              base::IdGenerator& ids, QWidget* parent = nullptr);
  ~ReadingPage() override;

  // Claims the item and opens its study; a refused claim opens it for viewing only.
  void open(const v1::WorklistItem& item);
  // Opens a study of the archive to be looked at, with its reports: nothing of it is claimed or written.
  void view(const v1::StudySummary& study);
  // Saves a draft, gives the claim back.
  void close();
  // "" while a study of the archive is viewed.
  QString item_id() const { return item_id_; }
  bool has_study() const { return !study_id_.isEmpty(); }
  QString study_id() const { return study_id_; }

  StudyViewer* viewer() const { return viewer_; }
  EcgPage* ecg() const { return ecg_; }
  ReportEditor* editor() const { return editor_; }
  ReportDesk& desk() { return desk_; }
  EcgDesk& ecg_desk() { return *ecg_desk_; }
  bool is_ecg() const;
  // What was opened, as the worklist had it or the claim says since.
  const v1::WorklistItem& item() const { return item_; }
  // Patient, sex and age, as in the banner; "" while no study is open.
  QString whose() const;
  // Between the banner and the study.
  void insert_bar(QWidget* bar);
  // What was typed goes to the centre first; then `then` hears whether it is there: nothing of it is left in this
  // window or on this disk alone.
  void settle_draft(std::function<void(bool at_centre)> then);
  // The open item has been given to somebody, or is nobody's any more. Somebody else's is left.
  void assigned(const v1::WorklistItem& item);
  QSplitter* splitter() const { return splitter_; }
  AnnotationDesk& annotations() { return *annotations_; }

 Q_SIGNALS:
  // The study's content is known and its report loaded; pixels may still be arriving.
  void study_opened(const QString& study_id);
  // Tried again by itself when the link was the reason.
  void study_failed(const rdc::Error& error);
  void report_signed(const QString& study_id, const QString& revision_id);
  // To its author, with comments: the study is theirs now.
  void report_returned();
  // The reader wants to give the open study to somebody.
  void assign_requested(const QString& item_id);
  void close_requested();
  // Another study, or none, is open.
  void study_changed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  // What the banner says of the reader's right to this study.
  enum class Hold { kAsking, kMine, kViewOnly };

  void begin(const v1::WorklistItem& item);
  void become_view_only(const Error& why);
  void name_back();
  void build();
  void wire();
  void wire_claims();
  void wire_waveforms();
  // A sentence in the place of images.
  void show_message(std::function<QString()> sentence);
  void show_hold();
  void show_assign();
  bool waits_for_somebody() const;
  void tell_settled();
  bool shows_prior() const;
  void set_overread_writable(bool writable);
  void open_report();
  void load_again();
  void retranslate();
  void show_banner();
  void load_study();
  void show_study(const v1::GetStudyReply& study, bool prior);
  void load_waveforms(const v1::GetStudyReply& study);
  void load_priors();
  void show_priors();
  void show_prior(int index);
  // The newest signed report of the prior chosen, else of the last one, in a window of its own: it is read beside.
  void show_prior_report();
  void read_prior(const QString& revision_id, const QString& title);
  void show_prior_problem(const Error& error);

  RouterConnection& connection_;
  ObjectCache& objects_;
  ClaimKeeper claims_;
  StudyClient studies_;
  ReportDesk desk_;
  SignedReport signed_report_;
  QLabel* patient_;
  QLabel* details_;
  QLabel* claim_note_;
  QLabel* message_;
  QComboBox* priors_;
  QPushButton* back_;
  QPushButton* take_over_;
  QPushButton* assign_;
  QPushButton* tracing_;
  QPushButton* prior_report_;
  ReportClient reports_;
  QSplitter* splitter_;
  QStackedWidget* stack_;
  StudyViewer* viewer_;
  ViewerDesk* viewer_desk_;
  EcgPage* ecg_;
  std::unique_ptr<EcgDesk> ecg_desk_;
  ReportEditor* editor_;
  std::unique_ptr<AnnotationDesk> annotations_;
  std::unique_ptr<KeyImageDesk> key_images_;
  ViewerMeasurements measurements_;

  v1::WorklistItem item_;
  QString item_id_;
  QString study_id_;
  v1::GetStudyReply study_;
  v1::ListPriorsReply prior_list_;
  Hold hold_ = Hold::kAsking;
  std::optional<Error> why_view_only_;
  std::function<QString()> sentence_;
  bool study_missing_ = false;  // the link broke before it was known
  bool report_missing_ = false;
  std::function<void(bool)> settled_;  // waits for the draft's answer
  bool flushed_ = false;               // it has been sent for that
  QHash<QString, QString> waveforms_;  // digest -> charset override, still expected
  quint64 generation_ = 0;
};

}  // namespace rdc::station
