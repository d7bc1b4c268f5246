// Paints a picture away from the GUI thread; the newest request wins.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <QImage>
#include <QObject>

#include "common/base/serial_executor.h"

namespace rdc::ui {

// GUI thread only.
class SheetRenderer final : public QObject {
  Q_OBJECT
 public:
  explicit SheetRenderer(QObject* parent = nullptr);
  ~SheetRenderer() override;

  // `job` runs on the renderer's thread and must own what it draws. A request that has not begun when the next one
  // comes is dropped. Returns the request's number.
  quint64 request(std::function<QImage()> job);
  bool busy() const { return finished_ != asked_->load(); }

 Q_SIGNALS:
  void ready(const QImage& picture, quint64 request);

 private:
  std::shared_ptr<std::atomic<quint64>> asked_;
  quint64 finished_ = 0;
  base::SerialExecutor executor_;  // last: its thread ends before the rest goes
};

}  // namespace rdc::ui
