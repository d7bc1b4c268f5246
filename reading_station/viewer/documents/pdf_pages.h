// Pages of a PDF as pictures, drawn by poppler's own programs (Debian package poppler-utils) in processes of their own:
// a document from outside may be made to break whoever draws it, and what it breaks then is not the reader's window.
// Their time and memory are bounded, and they may write no file.
#pragma once

#include <QImage>
#include <QObject>
#include <QProcess>
#include <QTimer>
#include <functional>
#include <memory>

namespace rdc::station {

// GUI thread only; nothing blocks. The destructor ends what still runs.
class PdfPages final : public QObject {
  Q_OBJECT
 public:
  enum class Problem {
    kNoProgram,  // poppler-utils is not installed
    kDamaged,    // the document cannot be read
    kTooSlow     // more than the time or memory that is given
  };

  explicit PdfPages(QObject* parent = nullptr);
  ~PdfPages() override;

  // Answers with opened() or failed(). The file must stay while this is used.
  void open(const QString& file);
  void close();
  // From 0. Answers with drawn() or failed(), unless another page is asked for first. At most `side` pixels wide and
  // high.
  void draw(int page, int side);
  int count() const { return count_; }

 Q_SIGNALS:
  void opened(int pages);
  void drawn(int page, const QImage& picture);
  void failed(rdc::station::PdfPages::Problem problem);

 private:
  using Answer = std::function<void(const QByteArray& output)>;
  void run(const QString& program, const QStringList& arguments, Answer answer);
  void finish(int exit_code, QProcess::ExitStatus status);
  void stop();

  QString file_;
  int count_ = 0;
  std::unique_ptr<QProcess> process_;
  QByteArray output_;
  Answer answer_;
  QTimer patience_;
  bool gave_up_ = false;
};

}  // namespace rdc::station
