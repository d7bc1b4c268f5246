#include "reading_station/viewer/documents/document_pane.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "reading_station/viewer/documents/document_text.h"
#include "reading_station/viewer/documents/page_view.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kLeastWidth = 420;
constexpr const char* kNotWritten = "NOT_WRITTEN";
constexpr int kPageSide = 2000;  // pixels of a page's longer side: sharp at the pane's width on a dense screen

bool write_pdf(const QString& name, const std::string& bytes) {
  QFile file(name);
  return !name.isEmpty() && file.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
         file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
         file.write(bytes.data(), static_cast<qint64>(bytes.size())) == static_cast<qint64>(bytes.size()) &&
         file.flush();
}

template <typename Widget>
Widget* named(const char* name, QWidget* parent) {
  auto* widget = new Widget(parent);
  widget->setObjectName(QLatin1String(name));
  return widget;
}

}  // namespace

// Of one document, by a worker.
struct DocumentPane::Read {
  std::optional<dicom::StructuredReport> report;
  QString pdf;         // the file
  std::string reason;  // why neither
};

DocumentPane::DocumentPane(ObjectSource& source, QWidget* parent)
    : QWidget(parent),
      source_(source),
      list_(named<QComboBox>("document_list", this)),
      close_(named<QToolButton>("document_close", this)),
      stack_(new QStackedWidget(this)),
      message_(named<QLabel>("document_message", this)),
      text_(named<QTextBrowser>("document_text", this)),
      pdf_(new PageView(stack_)),
      outside_(named<QToolButton>("document_outside", this)) {
  setObjectName(QStringLiteral("document_pane"));
  work_.setMaxThreadCount(1);
  build();
  connect(list_, &QComboBox::currentIndexChanged, this, &DocumentPane::show_document);
  connect(close_, &QToolButton::clicked, this, &DocumentPane::close_wanted);
  connect(text_, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
    if (const auto image = image_of_link(link.toString())) Q_EMIT image_wanted(*image);
  });
  connect(pdf_, &PageView::turned, this, &DocumentPane::turn_page);
  connect(outside_, &QToolButton::clicked, this, &DocumentPane::open_outside);
  connect(&source_, &ObjectSource::arrived, this, &DocumentPane::arrived);
  connect(&source_, &ObjectSource::failed, this,
          [this](const QString& sha256, const std::function<QString()>& sentence) {
            if (sha256.isEmpty() || sha256 != awaited_) return;
            awaited_.clear();
            say(sentence, Tone::kProblem);
          });
  connect(&pages_, &PdfPages::opened, this, [this] {
    page_ = 0;
    show_page();
  });
  connect(&pages_, &PdfPages::drawn, this, [this](int page, const QImage& picture) {
    if (page != page_) return;
    stack_->setCurrentWidget(pdf_);
    pdf_->show_picture(picture);
    Q_EMIT document_shown(current());
  });
  connect(&pages_, &PdfPages::failed, this, [this](PdfPages::Problem problem) {
    page_ = -1;
    say(
        [problem] {
          switch (problem) {
            case PdfPages::Problem::kNoProgram:
              return tr("PDF is shown here with the package poppler-utils, which is not installed. Open it outside.");
            case PdfPages::Problem::kTooSlow:
              return tr("This PDF takes too long to draw, or too much memory.");
            case PdfPages::Problem::kDamaged:
              break;
          }
          return tr("This PDF is damaged and cannot be shown.");
        },
        Tone::kProblem);
  });
  retranslate();
  set_documents({});
}

DocumentPane::~DocumentPane() { work_.waitForDone(); }

void DocumentPane::build() {
  setMinimumWidth(kLeastWidth);
  setAttribute(Qt::WA_StyledBackground);
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);
  message_->setMargin(24);
  // Its links name images of the study; nothing is ever loaded.
  text_->setOpenLinks(false);
  text_->setOpenExternalLinks(false);
  text_->setFont(theme::font(14));
  text_->document()->setDocumentMargin(12);
  list_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  close_->setText(QStringLiteral("✕"));

  for (QWidget* one : {static_cast<QWidget*>(message_), static_cast<QWidget*>(text_), static_cast<QWidget*>(pdf_)})
    stack_->addWidget(one);
  auto* head = new QHBoxLayout;
  head->addWidget(list_, 1);
  head->addWidget(outside_);
  head->addWidget(close_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 4, 8, 4);
  column->addLayout(head);
  column->addWidget(stack_, 1);
}

void DocumentPane::use_folder(const QString& folder) {
  folder_ = folder;
  private_.reset();
  QDir(folder).removeRecursively();
}

QString DocumentPane::private_file(const QString& sha256) {
  if (!private_ && !folder_.isEmpty()) QDir().mkpath(folder_);
  // Of mode 0700, and removed with this.
  if (!private_)
    private_ = folder_.isEmpty() ? std::make_unique<QTemporaryDir>()
                                 : std::make_unique<QTemporaryDir>(folder_ + QStringLiteral("/XXXXXX"));
  return private_->isValid() ? private_->filePath(sha256.left(16) + QStringLiteral(".pdf")) : QString();
}

const DocumentContent* DocumentPane::chosen() const {
  const int index = current();
  return index < 0 ? nullptr : &documents_[static_cast<std::size_t>(index)];
}

int DocumentPane::current() const {
  const int index = list_->currentIndex();
  return index < count() ? index : -1;
}

void DocumentPane::set_documents(const std::vector<DocumentContent>& documents) {
  if (documents == documents_ && !documents.empty()) return;
  const QString reading = chosen() != nullptr ? chosen()->sop_instance_uid : QString();
  documents_ = documents;
  fill_list();
  const auto same = std::ranges::find(documents_, reading, &DocumentContent::sop_instance_uid);
  if (same != documents_.end()) {
    const QSignalBlocker quiet(list_);
    return list_->setCurrentIndex(static_cast<int>(same - documents_.begin()));
  }
  show_document(documents_.empty() ? -1 : 0);
  // PDFs lie on the disk until then: another program may be showing one.
  if (documents_.empty()) private_.reset();
}

QString DocumentPane::title_of(const DocumentContent& document, int number) const {
  QStringList words{QStringLiteral("%1.").arg(number)};
  words << (document.kind == DocumentContent::Kind::kPdf ? tr("PDF") : tr("Structured report"));
  if (!document.description.isEmpty()) words << document.description;
  if (document.series_number > 0) words << tr("(series %1)").arg(document.series_number);
  return words.join(QLatin1Char(' '));
}

void DocumentPane::fill_list() {
  const QSignalBlocker quiet(list_);
  const int index = list_->currentIndex();
  list_->clear();
  for (const DocumentContent& document : documents_) list_->addItem(title_of(document, list_->count() + 1));
  list_->setCurrentIndex(std::min(index, list_->count() - 1));
}

void DocumentPane::show_document(int index) {
  ++generation_;
  pages_.close();
  report_.reset();
  pdf_->forget();
  page_ = -1;
  awaited_.clear();
  file_.clear();
  outside_->hide();
  text_->clear();
  {
    const QSignalBlocker quiet(list_);
    list_->setCurrentIndex(index < count() ? index : -1);
  }
  if (chosen() == nullptr) return say([] { return tr("This study has no documents."); }, Tone::kWaiting);
  say([] { return tr("Loading the document…"); }, Tone::kWaiting);
  if (isVisible()) fetch();
}

void DocumentPane::wake() {
  const bool nothing_yet = !report_ && page_ < 0 && awaited_.isEmpty() && file_.isEmpty();
  if (chosen() != nullptr && nothing_yet) fetch();
}

void DocumentPane::fetch() {
  const DocumentContent* document = chosen();
  if (document == nullptr) return;
  if (!document->unreadable_reason.isEmpty()) {
    const QString reason = document->unreadable_reason;
    return say([reason] { return tr("This document is damaged and cannot be shown.") + QLatin1Char('\n') + reason; },
               Tone::kProblem);
  }
  awaited_ = document->sha256;
  source_.request(document->sha256, document->size, ObjectSource::Priority::kNow);
}

void DocumentPane::arrived(const QString& sha256, const StoredObjectPtr& object) {
  if (sha256.isEmpty() || sha256 != awaited_) return;
  awaited_.clear();
  const DocumentContent* document = chosen();
  if (document == nullptr) return;
  const bool is_pdf = document->kind == DocumentContent::Kind::kPdf;
  work_.start([this, mine = generation_, object, charset = document->charset.toStdString(),
               pdf = is_pdf ? private_file(sha256) : QString(), is_pdf] {
    auto read = std::make_shared<Read>();
    if (const auto file = object->open(); !file)
      read->reason = file.error().reason;
    else
      *read = is_pdf ? pdf_in(file->path().string(), pdf) : report_in(file->path().string(), charset);
    // `this` lives: the destructor waits.
    QMetaObject::invokeMethod(
        this,
        [this, mine, read] {
          if (mine == generation_) take(*read);
        },
        Qt::QueuedConnection);
  });
}

DocumentPane::Read DocumentPane::report_in(const std::string& file, const std::string& charset) {
  auto report = dicom::read_structured_report(file, charset);
  if (!report) return {{}, {}, report.error().reason};
  return {std::move(*report), {}, {}};
}

DocumentPane::Read DocumentPane::pdf_in(const std::string& file, const QString& name) {
  const auto pdf = dicom::read_encapsulated_pdf(file);
  if (!pdf) return {{}, {}, pdf.error().reason};
  if (!write_pdf(name, pdf->bytes)) return {{}, {}, kNotWritten};
  return {{}, name, {}};
}

void DocumentPane::take(const Read& read) {
  if (!read.pdf.isEmpty()) {
    file_ = read.pdf;
    outside_->show();
    return pages_.open(file_);
  }
  if (read.reason == kNotWritten)
    return say([] { return tr("The PDF cannot be written to this station's disk: free some space."); }, Tone::kProblem);
  if (!read.report) {
    const QString reason = QString::fromStdString(read.reason);
    return say(
        [reason] { return tr("This document is damaged and cannot be shown.") + QStringLiteral("\n[%1]").arg(reason); },
        Tone::kProblem);
  }
  report_ = read.report;
  show_report();
  Q_EMIT document_shown(current());
}

void DocumentPane::show_report() {
  write_report(*report_, *text_->document(), image_words_);
  text_->moveCursor(QTextCursor::Start);
  stack_->setCurrentWidget(text_);
}

void DocumentPane::show_page() {
  pdf_->set_page(page_, pages_.count());
  pages_.draw(page_, kPageSide);
}

void DocumentPane::turn_page(int step) {
  const int wanted = page_ + step;
  if (page_ < 0 || wanted < 0 || wanted >= pages_.count()) return;
  page_ = wanted;
  show_page();
}

void DocumentPane::open_outside() {
  if (file_.isEmpty() || QDesktopServices::openUrl(QUrl::fromLocalFile(file_))) return;
  say([] { return tr("No program for PDF files is installed on this computer."); }, Tone::kProblem);
}

void DocumentPane::say(std::function<QString()> sentence, Tone tone) {
  sentence_ = std::move(sentence);
  message_->setText(sentence_());
  tone_ = tone;
  colour_message();
  stack_->setCurrentWidget(message_);
  if (tone == Tone::kProblem) Q_EMIT document_shown(current());
}

void DocumentPane::colour_message() {
  const theme::Chrome& now = theme::chrome();
  message_->setStyleSheet(QStringLiteral("color: %1").arg((tone_ == Tone::kProblem ? now.problem : now.quiet).name()));
}

// Of the program's theme: what is read here is text, not an image.
void DocumentPane::restyle() {
  const theme::Chrome& now = theme::chrome();
  // The program's: a widget's own palette has the colours of the sheet before.
  const QColor paper = QGuiApplication::palette().color(QPalette::Base);
  setStyleSheet(
      QStringLiteral(
          "QWidget#document_pane, QScrollArea, QWidget#qt_scrollarea_viewport, QLabel#document_page { background: %1; "
          "border: none; } "
          "QTextBrowser { background: %7; color: %2; border: 1px solid %4; } "
          "QComboBox, QComboBox QAbstractItemView { background: %7; color: %2; border: 1px solid %4; "
          "padding: 3px 6px; } QLabel { color: %2; } "
          "QToolButton { color: %2; background: %3; border: 1px solid %4; border-radius: 4px; padding: 4px 8px; } "
          "QToolButton:hover { border-color: %6; } QToolButton:disabled { color: %5; background: %1; }")
          .arg(now.panel.name(), now.text.name(), now.raised.name(), now.line.name(), now.faint.name(),
               now.accent.name(), paper.name()));
  colour_message();
}

QString DocumentPane::text() const {
  if (stack_->currentWidget() == message_) return message_->text();
  return stack_->currentWidget() == text_ ? text_->toPlainText() : QString();
}

void DocumentPane::retranslate() {
  restyle();
  list_->setAccessibleName(tr("Documents of the study"));
  close_->setToolTip(tr("Close the documents (D)"));
  pdf_->retranslate();
  outside_->setText(tr("Open outside"));
  outside_->setToolTip(tr("Open the PDF with the desktop's own program"));
  fill_list();
  if (report_) show_report();
  if (sentence_) message_->setText(sentence_());
}

void DocumentPane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void DocumentPane::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  pdf_->refit();
}

}  // namespace rdc::station
