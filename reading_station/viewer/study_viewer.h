// Shows one study: series at the left, one or four images, tools above. Loads through an ObjectSource; the first image
// appears as soon as its object is there, the rest streams in behind it.
#pragma once

#include <QHash>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/image_stack.h"
#include "reading_station/viewer/object_source.h"
#include "reading_station/viewer/study_content.h"

class QGridLayout;
class QListView;

namespace rdc::station {

class SeriesModel;
class StudyLoader;
class ViewerTools;

// GUI thread only. Borrows the source, which must outlive it. Decoding runs on a pool of its own; nothing here blocks.
// Series and images count from 0, in the order of the strip; series without images are left out.
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

  // The tile that keys and tools act on.
  // Of all tiles; emptied by close_study().
  AnnotationSet& annotations() { return *annotations_; }
  // Where an image stands in the study; "" when it is not of it.
  QString series_of(const QString& sop_instance_uid) const;
  ImageCanvas* canvas() const;
  ImageCanvas* canvas(int tile) const;  // nullptr: no such tile
  int current_series() const;           // of the active tile; -1: none
  int current_index() const;
  // The image of current_index() is on the screen: not the one before it, no message.
  bool shows_current() const;
  int image_count() const;  // of the active tile's series
  int series_count() const { return static_cast<int>(series_.size()); }
  Layout layout_choice() const { return layout_; }
  // Digests of the objects that were on the screen, in order, each once: "images read" of the report.
  QStringList viewed_digests() const { return viewed_; }
  // Objects that arrived or failed, and all asked for.
  std::pair<int, int> loading_progress() const;

 public Q_SLOTS:
  void show_series(int series);
  void scroll_to(int index);  // clamped; -1: the last
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
  // Everything asked for has arrived and its header is read, or it failed: the order of the images is final.
  void loading_finished();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Tile {
    ImageCanvas* canvas = nullptr;  // owned by this widget
    int series = -1;
    int index = 0;
    QString shown_series;  // UID of the series whose image is on the canvas
    std::optional<FrameKey> shown;
  };
  void build();
  void connect_tools();
  void connect_loader();
  void connect_tile(std::size_t tile);
  void activate_tile(std::size_t tile);
  void arrange_tiles();
  void take_content(const StudyContent& study);
  void show_in_tile(Tile& tile, int series, int index);
  void refresh_tile(Tile& tile);
  void show_picture(Tile& tile, const LoadedImagePtr& image);
  OverlayContext overlay_of(const Tile& tile) const;
  void update_wanted();
  void update_tools();
  void request_objects();
  void on_frame(const FrameKey& key);
  void on_header(const QString& sha256, const std::shared_ptr<const imaging::ImageInfo>& info);
  void on_object_finished(const QString& sha256);
  Tile& active() { return tiles_[active_]; }
  const Tile& active() const { return tiles_[active_]; }

  ObjectSource& source_;
  AnnotationSet* annotations_ = nullptr;  // owned by this widget
  StudyContent study_;
  std::vector<SeriesContent> series_;  // with images
  std::vector<ImageStack> stacks_;     // one a series
  QHash<QString, std::shared_ptr<const imaging::ImageInfo>> headers_;
  std::unique_ptr<StudyLoader> loader_;
  SeriesModel* series_model_ = nullptr;
  QListView* series_view_ = nullptr;
  ViewerTools* tools_ = nullptr;
  QGridLayout* grid_ = nullptr;
  std::vector<Tile> tiles_;
  std::size_t active_ = 0;
  Layout layout_ = Layout::kOne;
  int direction_ = 1;  // of the last scrolling
  bool first_shown_ = false;
  QStringList viewed_;
};

}  // namespace rdc::station
