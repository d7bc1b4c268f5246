#include "common/ui/sheet_renderer.h"

namespace rdc::ui {

SheetRenderer::SheetRenderer(QObject* parent)
    : QObject(parent), asked_(std::make_shared<std::atomic<quint64>>(0)), executor_("sheet") {}

SheetRenderer::~SheetRenderer() {
  asked_->fetch_add(1);  // what still waits is not worth painting
  executor_.stop();
}

quint64 SheetRenderer::request(std::function<QImage()> job) {
  const quint64 number = asked_->fetch_add(1) + 1;
  executor_.post([this, asked = asked_, number, job = std::move(job)] {
    if (asked->load() != number) return;
    QImage picture = job();
    // `this` lives as long as the executor runs; Qt drops the event if it goes before the event is handled.
    QMetaObject::invokeMethod(
        this,
        [this, picture = std::move(picture), number] {
          if (asked_->load() != number) return;
          finished_ = number;
          Q_EMIT ready(picture, number);
        },
        Qt::QueuedConnection);
  });
  return number;
}

}  // namespace rdc::ui
