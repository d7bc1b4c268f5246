#include "reading_station/app/image_place.h"

#include <functional>

#include <QCloseEvent>
#include <QGuiApplication>
#include <QMainWindow>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace rdc::station {
namespace {

// A monitor is known again by what it is, not by its number: cables are swapped.
QString id_of(const QScreen& screen) {
  return QStringList{screen.name(), screen.manufacturer(), screen.model(), screen.serialNumber()}.join(
      QLatin1Char('|'));
}

}  // namespace

// Closing it puts the images back.
class ImagePlace::Window final : public QWidget {
 public:
  Window(QWidget* main, std::function<void()> closed) : QWidget(main, Qt::Window), closed_(std::move(closed)) {
    setObjectName(QStringLiteral("image_window"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
  }

 protected:
  void closeEvent(QCloseEvent* event) override {
    event->ignore();
    closed_();
  }

 private:
  const std::function<void()> closed_;
};

ImagePlace::ImagePlace(QMainWindow& main, QSplitter& splitter, QWidget& images, QSettings& settings, QObject* parent)
    : QObject(parent),
      main_(main),
      splitter_(splitter),
      images_(images),
      settings_(settings),
      wanted_(settings.value(QStringLiteral("images/apart"), false).toBool()) {
  connect(qApp, &QGuiApplication::screenAdded, this, &ImagePlace::follow_screens, Qt::QueuedConnection);
  connect(qApp, &QGuiApplication::screenRemoved, this, &ImagePlace::follow_screens, Qt::QueuedConnection);
}

ImagePlace::~ImagePlace() {
  if (window_) put_back();
}

bool ImagePlace::possible() const { return QGuiApplication::screens().size() > 1; }

QWidget* ImagePlace::window() const { return window_.get(); }

void ImagePlace::set_wanted(bool apart) {
  if (wanted_ == apart) return;
  wanted_ = apart;
  settings_.setValue(QStringLiteral("images/apart"), wanted_);
  follow_screens();
  Q_EMIT changed();
}

void ImagePlace::set_in_use(bool in_use) {
  in_use_ = in_use;
  if (window_) window_->setVisible(in_use);
}

void ImagePlace::follow_screens() {
  const bool apart = wanted_ && possible();
  if (apart == (window_ != nullptr)) return Q_EMIT changed();
  apart ? take_apart() : put_back();
  Q_EMIT changed();
}

// The remembered one where it is there, else one that the main window is not on.
QScreen* ImagePlace::other_screen() const {
  const QString remembered = settings_.value(QStringLiteral("images/screen")).toString();
  QScreen* other = nullptr;
  for (QScreen* screen : QGuiApplication::screens()) {
    if (screen == main_.screen()) continue;
    if (other == nullptr || id_of(*screen) == remembered) other = screen;
  }
  return other;
}

void ImagePlace::take_apart() {
  split_ = splitter_.saveState();
  // Later: it is this very window that goes.
  window_ = std::make_unique<Window>(&main_, [this] {
    QMetaObject::invokeMethod(
        this, [this] { set_wanted(false); }, Qt::QueuedConnection);
  });
  retranslate();
  window_->layout()->addWidget(&images_);
  images_.show();
  QScreen* screen = other_screen();
  const bool known = screen != nullptr && id_of(*screen) == settings_.value(QStringLiteral("images/screen")).toString();
  if (!known || !window_->restoreGeometry(settings_.value(QStringLiteral("images/geometry")).toByteArray())) {
    if (screen != nullptr) window_->setGeometry(screen->availableGeometry());
    window_->setWindowState(Qt::WindowMaximized);
  }
  reach_both_windows(true);
  window_->setVisible(in_use_);
}

void ImagePlace::put_back() {
  reach_both_windows(false);
  splitter_.insertWidget(0, &images_);
  splitter_.setStretchFactor(0, 1);
  splitter_.setStretchFactor(1, 0);
  splitter_.restoreState(split_);
  images_.show();
  window_.reset();
}

// Keys of the report work with a hand on the images, and the other way round: a window's own keys end at its edge.
void ImagePlace::reach_both_windows(bool apart) {
  const auto from = apart ? Qt::WindowShortcut : Qt::ApplicationShortcut;
  const auto to = apart ? Qt::ApplicationShortcut : Qt::WindowShortcut;
  for (QShortcut* key : main_.findChildren<QShortcut*>()) {
    if (key->context() == from) key->setContext(to);
  }
}

// Two windows on two screens: each says whose images these are.
void ImagePlace::set_caption(const QString& whose) {
  caption_ = whose;
  retranslate();
}

void ImagePlace::retranslate() {
  if (!window_) return;
  const QString title = tr("Images — reading station");
  window_->setWindowTitle(caption_.isEmpty() ? title : caption_ + QStringLiteral(" — ") + title);
}

void ImagePlace::save() {
  if (!window_) return;
  settings_.setValue(QStringLiteral("images/geometry"), window_->saveGeometry());
  if (window_->screen() != nullptr) settings_.setValue(QStringLiteral("images/screen"), id_of(*window_->screen()));
}

}  // namespace rdc::station
