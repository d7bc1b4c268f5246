// The documents of a study beside its images: structured reports as text, PDF page by page. Fetched when they are
// chosen.
#pragma once

#include <QTemporaryDir>
#include <QThreadPool>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/dicom/study_documents.h"
#include "reading_station/viewer/annotation.h"
#include "reading_station/viewer/documents/pdf_pages.h"
#include "reading_station/viewer/object_source.h"
#include "reading_station/viewer/study_content.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QTextBrowser;
class QToolButton;

namespace rdc::station {

class PageView;

// GUI thread only; reading and drawing run elsewhere. Borrows the source, which must outlive it.
class DocumentPane final : public QWidget {
  Q_OBJECT
 public:
  explicit DocumentPane(ObjectSource& source, QWidget* parent = nullptr);
  ~DocumentPane() override;

  // Where PDFs lie while they are shown: made with mode 0700, emptied now and when this goes. Else the system's folder
  // for temporary files is used, in the same way.
  void use_folder(const QString& folder);
  // As in write_report().
  void set_image_words(std::function<QString(const ImageOf&)> words) { image_words_ = std::move(words); }

  // What is being read stays when it is still among them.
  void set_documents(const std::vector<DocumentContent>& documents);
  int count() const { return static_cast<int>(documents_.size()); }
  int current() const;  // -1: none
  void show_document(int index);
  // Fetches the current one if that has not been done: call when the pane is seen.
  void wake();

  // What is shown now, for scripted readers: the text of a report, or of the message in its place.
  QString text() const;
  int page() const { return page_; }  // of a PDF, from 0; -1: none is drawn

 Q_SIGNALS:
  void image_wanted(const rdc::station::ImageOf& image);
  void close_wanted();
  // The text, page or message of the chosen document is there.
  void document_shown(int index);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Read;
  void build();
  void retranslate();
  void restyle();
  void colour_message();
  void fill_list();
  QString title_of(const DocumentContent& document, int number) const;
  void fetch();
  void arrived(const QString& sha256, const StoredObjectPtr& object);
  void take(const Read& read);
  void show_report();
  static Read report_in(const std::string& file, const std::string& charset);
  static Read pdf_in(const std::string& file, const QString& name);
  void show_page();
  void turn_page(int step);
  void open_outside();
  enum class Tone { kWaiting, kProblem };
  // A function, so that it follows the program's language.
  void say(std::function<QString()> sentence, Tone tone);
  QString private_file(const QString& sha256);
  const DocumentContent* chosen() const;

  ObjectSource& source_;
  std::vector<DocumentContent> documents_;
  std::function<QString(const ImageOf&)> image_words_ = [](const ImageOf&) { return QString(); };
  QComboBox* list_;
  QToolButton* close_;
  QStackedWidget* stack_;
  QLabel* message_;
  QTextBrowser* text_;
  PageView* pdf_;
  QToolButton* outside_;
  PdfPages pages_;
  std::optional<dicom::StructuredReport> report_;
  QString file_;     // of the PDF shown
  QString awaited_;  // digest
  int page_ = -1;
  std::function<QString()> sentence_;
  Tone tone_ = Tone::kWaiting;
  QString folder_;
  std::unique_ptr<QTemporaryDir> private_;
  quint64 generation_ = 0;  // of the document chosen; late answers are dropped
  QThreadPool work_;        // last: waits for what runs before anything else goes
};

}  // namespace rdc::station
