#include "reading_station/viewer/documents/pdf_pages.h"

#include <sys/resource.h>

#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QStandardPaths>
#include <algorithm>
#include <csignal>
#include <utility>

namespace rdc::station {
namespace {

constexpr int kPatienceMs = 20'000;
constexpr rlim_t kSeconds = 15;              // of processor time
constexpr rlim_t kMemory = rlim_t{1} << 30;  // bytes of addresses
constexpr qsizetype kMostOutput = 64 << 20;  // bytes: a page of 4,000 x 4,000 is far below
constexpr int kMostPages = 5'000;
constexpr int kLargestSide = 4'000;

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(static_cast<__rlimit_resource>(what), &both);
}

// In the child, before it becomes the program.
void bound_process() {
  limit(RLIMIT_CPU, kSeconds);
  limit(RLIMIT_AS, kMemory);
  limit(RLIMIT_FSIZE, 0);
  std::signal(SIGXFSZ, SIG_IGN);  // a font cache that cannot be written is an error to it, not its end
  limit(RLIMIT_CORE, 0);
}

}  // namespace

PdfPages::PdfPages(QObject* parent) : QObject(parent) {
  patience_.setSingleShot(true);
  patience_.setInterval(kPatienceMs);
  connect(&patience_, &QTimer::timeout, this, [this] {
    gave_up_ = true;
    if (process_) process_->kill();
  });
}

PdfPages::~PdfPages() { stop(); }

void PdfPages::stop() {
  patience_.stop();
  answer_ = nullptr;
  output_.clear();
  if (!process_) return;
  process_->disconnect(this);
  process_->kill();
  // Reaped when it has ended: to wait here could hold the window up.
  QProcess* gone = process_.release();
  if (gone->state() == QProcess::NotRunning) return gone->deleteLater();
  gone->setParent(QCoreApplication::instance());
  connect(gone, &QProcess::finished, gone, &QObject::deleteLater);
}

void PdfPages::close() {
  stop();
  file_.clear();
  count_ = 0;
}

void PdfPages::run(const QString& program, const QStringList& arguments, Answer answer) {
  stop();
  const QString path = QStandardPaths::findExecutable(program);
  if (path.isEmpty()) {
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT failed(Problem::kNoProgram); }, Qt::QueuedConnection);
    return;
  }
  answer_ = std::move(answer);
  gave_up_ = false;
  process_ = std::make_unique<QProcess>();
  QProcessEnvironment plain;
  plain.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
  plain.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
  process_->setProcessEnvironment(plain);
  process_->setStandardErrorFile(QProcess::nullDevice());
  process_->setStandardInputFile(QProcess::nullDevice());
  process_->setChildProcessModifier(bound_process);
  connect(process_.get(), &QProcess::readyReadStandardOutput, this, [this] {
    output_ += process_->readAllStandardOutput();
    if (output_.size() <= kMostOutput) return;
    gave_up_ = true;
    process_->kill();
  });
  connect(process_.get(), &QProcess::finished, this, &PdfPages::finish);
  connect(process_.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;  // the rest comes with finished()
    stop();
    Q_EMIT failed(Problem::kNoProgram);
  });
  patience_.start();
  process_->start(path, arguments);
}

void PdfPages::finish(int exit_code, QProcess::ExitStatus status) {
  output_ += process_->readAllStandardOutput();
  const QByteArray output = std::exchange(output_, {});
  const Answer answer = std::exchange(answer_, nullptr);
  const bool crashed = status == QProcess::CrashExit;  // then the code is the signal
  const bool too_much = gave_up_ || (crashed && (exit_code == SIGXCPU || exit_code == SIGKILL));
  stop();
  if (too_much) return Q_EMIT failed(Problem::kTooSlow);
  if (crashed || exit_code != 0) return Q_EMIT failed(Problem::kDamaged);
  answer(output);
}

void PdfPages::open(const QString& file) {
  close();
  file_ = file;
  run(QStringLiteral("pdfinfo"), {file_}, [this](const QByteArray& output) {
    static const QRegularExpression pages(QStringLiteral("^Pages:\\s+(\\d+)"), QRegularExpression::MultilineOption);
    const auto found = pages.match(QString::fromUtf8(output));
    count_ = found.hasMatch() ? std::min(found.captured(1).toInt(), kMostPages) : 0;
    if (count_ < 1) return Q_EMIT failed(Problem::kDamaged);
    Q_EMIT opened(count_);
  });
}

void PdfPages::draw(int page, int side) {
  if (page < 0 || page >= count_) return;
  const QString number = QString::number(page + 1);
  const QStringList arguments{QStringLiteral("-png"),
                              QStringLiteral("-f"),
                              number,
                              QStringLiteral("-l"),
                              number,
                              QStringLiteral("-scale-to"),
                              QString::number(std::clamp(side, 64, kLargestSide)),
                              file_};
  run(QStringLiteral("pdftoppm"), arguments, [this, page](const QByteArray& output) {
    const QImage picture = QImage::fromData(output, "PNG");
    if (picture.isNull()) return Q_EMIT failed(Problem::kDamaged);
    Q_EMIT drawn(page, picture);
  });
}

}  // namespace rdc::station
