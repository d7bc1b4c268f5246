// The key images of a study below the report's texts: which of them the PDF prints, in which order.
#pragma once

#include <vector>

#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include "reading_station/report/key_image_source.h"

class QLabel;
class QListWidget;
class QToolButton;

namespace rdc::station {

// GUI thread only. Hidden while the study has no key image and none is printed.
class KeyImageStrip final : public QWidget {
  Q_OBJECT
 public:
  explicit KeyImageStrip(QWidget* parent = nullptr);

  // Borrowed, may be nullptr: no pictures then. Must outlive this or be taken away.
  void set_source(KeyImageSource* source);
  // Those that are printed, in their order.
  const std::vector<PrintedImage>& printed() const { return printed_; }
  // Not announced as edited().
  void set_printed(std::vector<PrintedImage> images);
  void set_writable(bool writable);

 Q_SIGNALS:
  void edited();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void refill();
  void show_state();
  void draw_pictures();
  void add(const PrintedImage& image);
  void remove(const PrintedImage& image);
  void toggle(int row);
  void move(int step);
  void take_as_shown();
  int row_of(const PrintedImage& image) const;
  int printed_count() const { return static_cast<int>(printed_.size()); }

  // What draw() gave last.
  struct Thumbnail {
    PrintedImage image;
    QPixmap picture;
    QString words;
    bool is_loaded = false;
  };
  const Thumbnail* thumbnail_of(int row) const;
  void show_thumbnail(int row);

  KeyImageSource* source_ = nullptr;
  std::vector<PrintedImage> printed_;
  std::vector<Thumbnail> thumbnails_;
  std::vector<PrintedImage> rows_;  // the printed ones, then what is marked and not printed
  QLabel* title_;
  QListWidget* list_;
  QToolButton* earlier_;
  QToolButton* later_;
  QToolButton* as_shown_;
  QTimer redraw_;
  bool writable_ = false;
  bool filling_ = false;
  quint64 generation_ = 0;  // of the pictures; late ones are dropped
};

}  // namespace rdc::station
