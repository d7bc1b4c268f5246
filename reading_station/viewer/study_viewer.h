// Shows one study: series at the left, one or four images, tools above. Loads through an ObjectSource; the first image
// appears as soon as its object is there, the rest streams in behind it.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/object_source.h"
#include "reading_station/viewer/study_content.h"

class QActionGroup;
class QGridLayout;
class QLabel;
class QListView;
class QProgressBar;
class QToolBar;

namespace rdc::station {

class ImageStack;
class SeriesModel;
class StudyLoader;

// GUI thread only. Borrows the source, which must outlive it. Decoding runs on a pool of its own.
class StudyViewer final : public QWidget {
  Q_OBJECT
 public:
  explicit StudyViewer(ObjectSource& source, QWidget* parent = nullptr);
  ~StudyViewer() override;

  enum class Layout { kOne, kFour };
  Q_ENUM(Layout)

  void open(const StudyContent& study);
  // New objects of the open study: the reader's place is kept.
  void update_study(const StudyContent& study);
  void close_study();

  // The tile keys and tools act on.
  ImageCanvas* canvas() const;
  ImageCanvas* canvas(int tile) const;  // nullptr: no such tile
  int current_series() const;  // of the active tile; -1: none
  int current_index() const;
  int image_count() const;     // of the active tile's series
  Layout layout_choice() const { return layout_; }
  // Objects shown so far, for the report: digests of what the reader had on the screen.
  QStringList viewed_digests() const;
  // Arrived or failed objects of all asked for.
  std::pair<int, int> loading_progress() const;

 public Q_SLOTS:
  void show_series(int series);
  void scroll_to(int index);
  void scroll_by(int steps);
  void set_window(double center, double width);
  void apply_preset(int index);
  void set_inverted(bool inverted);
  void zoom_by(double factor);
  void fit();
  void actual_size();
  void reset_view();
  void set_tool(rdc::station::ImageCanvas::Tool tool);
  void set_layout_choice(rdc::station::StudyViewer::Layout layout);

 Q_SIGNALS:
  // The first image of the study is on the screen.
  void first_image_shown();
  void image_shown(int series, int index);
  void image_failed(int series, int index, const QString& message);
  void loading_changed(int done, int total);
  // Everything asked for has arrived or failed.
  void loading_finished();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Tile;
  void build();
  void build_tools();
  void retranslate();
  void arrange_tiles();
  void connect_tile(int tile);
  void activate_tile(int tile);
  void show_in_tile(int tile, int series, int index);
  void refresh_tile(int tile);
  void update_tools();
  void on_frame_ready(const FrameKey& key);
  void on_order_changed(int series);
  void on_progress();

  ObjectSource& source_;
  StudyContent study_;
  std::unique_ptr<StudyLoader> loader_;
  SeriesModel* series_model_ = nullptr;
  QListView* series_view_ = nullptr;
  QToolBar* tools_ = nullptr;
  QGridLayout* grid_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QLabel* progress_text_ = nullptr;
  std::vector<std::unique_ptr<Tile>> tiles_;
  int active_ = 0;
  Layout layout_ = Layout::kOne;
  bool first_shown_ = false;
  QStringList viewed_;
};

}  // namespace rdc::station
