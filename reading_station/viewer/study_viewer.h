// Shows one study: series at the left, 1x1 to 4x4 viewports, tools above. Loads through an ObjectSource; the first
// image appears as soon as its object is there, the rest streams in behind it. Which image hangs where is a hanging
// protocol's matter (hanging/), until the reader hangs something by hand.
#pragma once

#include <QHash>
#include <QMap>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/imaging/enhance.h"
#include "common/imaging/slice_geometry.h"
#include "reading_station/viewer/hanging/hanging_file.h"
#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/image_stack.h"
#include "reading_station/viewer/keys/key_bindings.h"
#include "reading_station/viewer/mpr/plane_worker.h"
#include "reading_station/viewer/object_source.h"
#include "reading_station/viewer/study_content.h"

class QGridLayout;
class QListView;
class QSettings;

namespace rdc::station {

class DocumentPane;
class SeriesModel;
class StudyLoader;
class ViewerTools;
class VolumeJob;

// GUI thread only. Borrows the source, which must outlive it. Decoding runs on a pool of its own; nothing here blocks.
// Series and images count from 0, in the order of the strip; series without images are left out.
class StudyViewer final : public QWidget {
  Q_OBJECT
 public:
  explicit StudyViewer(ObjectSource& source, QWidget* parent = nullptr);
  ~StudyViewer() override;

  struct Grid {
    int rows = 1, columns = 1;
    int tiles() const { return rows * columns; }
    bool operator==(const Grid&) const = default;
  };
  static constexpr int kMaxSide = 4;
  static constexpr int kImageMemory = 768;  // MiB of decoded images, unless the settings say otherwise

  // The reader's keys and hanging protocols (a folder of files beside those shipped), and viewer/image_memory_mb: MiB
  // of decoded images kept, 64 to 65536. settings must outlive this.
  void use_settings(QSettings& settings, const QDir& protocols);
  // Logical pixels a millimetre of the screen this is on now; nullopt: not calibrated, true size is refused.
  void set_calibration(std::function<std::optional<double>()> pixels_per_mm) {
    pixels_per_mm_ = std::move(pixels_per_mm);
  }

  void open(const StudyContent& study);
  // An earlier study of the patient: its series join the strip, marked with the date, and a protocol that wants a prior
  // hangs it, unless the reader has hung something already. Its objects come from the same source.
  void add_prior(const StudyContent& prior);
  // New objects of the open study: the reader's place is kept.
  void update_study(const StudyContent& study);
  void close_study();

  // The tile that keys and tools act on.
  // Of all tiles; emptied by close_study().
  AnnotationSet& annotations() { return *annotations_; }
  // Where an image stands in the study; "" when it is not of it.
  QString series_of(const QString& sop_instance_uid) const;
  // How the image is shown in the active tile, else in the first that shows it. nullopt: in none. Reformatted planes
  // are no images of the study.
  std::optional<KeyLook> look_of(const ImageOf& image) const;
  // Draws an image of the study so, with what is drawn on it now. `done` comes once, later, on this thread, unless this
  // goes first; a null picture: it has not arrived, or cannot be read.
  void draw_key_picture(const KeyLook& look, std::function<void(const KeyPicture&)> done);
  ImageCanvas* canvas() const;
  ImageCanvas* canvas(int tile) const;  // nullptr: no such tile
  int current_series() const;           // of the active tile; -1: none
  int current_index() const;
  // The image of current_index() is on the screen: not the one before it, no message.
  bool shows_current() const;
  int image_count() const;  // of the active tile's series
  int series_count() const { return static_cast<int>(series_.size()); }
  Grid grid() const { return grid_shape_; }
  bool is_maximised() const { return maximised_; }
  int active_tile() const { return static_cast<int>(active_); }
  int series_in(int tile) const;  // -1: empty
  int index_in(int tile) const;
  bool is_prior(int series) const;
  // Of the protocol that hung the study, "" when the reader did.
  QString hanging_id() const;
  const KeyBindings& keys() const { return keys_; }
  bool is_linked() const { return linked_; }
  bool cine_runs() const { return cine_.isActive(); }
  int cine_rate() const { return cine_rate_; }  // images a second
  bool shows_mpr(int tile) const;
  // Of others, that came with the study: offered on the images they name, applied when the reader asks.
  void set_presentation_states(std::vector<dicom::PresentationState> states);
  imaging::Enhancement enhancement() const;  // of the active tile
  // Structured reports and PDFs of the study, beside the images.
  DocumentPane& documents() { return *documents_; }
  bool documents_shown() const;
  // Why the last action could not be done, "" when it was.
  QString notice() const { return notice_; }
  // Ids of run_action(), as in the settings and the keys' dialog.
  static std::vector<KeyAction> action_list();
  // Digests of the objects that were on the screen, in order, each once: "images read" of the report.
  QStringList viewed_digests() const { return viewed_; }
  // Objects that arrived or failed, and all asked for.
  std::pair<int, int> loading_progress() const;
  // Bytes of decoded images kept, and their limit.
  std::pair<std::size_t, std::size_t> image_memory() const;

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
  void set_grid(rdc::station::StudyViewer::Grid grid);
  void show_in_tile(int tile, int series, int index = 0);
  void toggle_maximised();
  // 1: the next protocol that fits, -1: the one before.
  void step_protocol(int step);
  void apply_protocol(const QString& id);
  // What a key or a button does; unknown ids do nothing.
  void run_action(const QString& id);
  void set_linked(bool linked);
  void set_cine(bool running);
  void set_cine_rate(int images_a_second);  // 1 to 60
  void start_mpr();
  void set_slab(const rdc::station::Slab& slab);
  void set_documents_shown(bool shown);
  // In the active tile; an image that is not of the study: nothing.
  void show_image_of(const rdc::station::ImageOf& image);
  void set_enhancement(const rdc::imaging::Enhancement& how);
  void edit_keys();
  // The next presentation state of the image in the active tile; behind the last, the image as the file has it.
  void step_presentation();

 Q_SIGNALS:
  void notice_changed(const QString& text);
  void mpr_ready();  // the first pictures of all three planes are on the screen
  void full_screen_wanted();
  void test_page_wanted();
  void calibration_wanted();
  // The first image of the study is on the screen.
  void first_image_shown();
  void image_shown(int series, int index);
  void image_failed(int series, int index, const QString& message);
  void loading_changed(int done, int total);
  // Everything asked for has arrived and its header is read, or it failed: the order of the images is final.
  void loading_finished();

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Tile {
    ImageCanvas* canvas = nullptr;  // owned by this widget
    int series = -1;
    int index = 0;
    QString shown_series;  // UID of the series whose image is on the canvas
    std::optional<FrameKey> shown;
    std::optional<imaging::WindowSetting> hung_window;  // of the protocol, for the first picture
    std::shared_ptr<const MprStack> mpr;                // instead of the series' own images
    Slab slab;
    int plane_shown = 0;  // of mpr: whose picture is on the canvas, while that of index is being made
    Slab slab_shown;
    imaging::Enhancement enhancement;
    int shown_index() const { return mpr ? plane_shown : index; }
    QString presented;  // SOP Instance UID of the state the reader chose; "": none
    int anchor = 0;     // index when scrolling was linked
  };
  void build();
  void connect_tools();
  void connect_documents();
  void take_documents();
  void connect_loader();
  void connect_tile(std::size_t tile);
  void activate_tile(std::size_t tile);
  void arrange_tiles();
  void fill_empty_tiles();
  void clear_tile(Tile& tile);
  std::vector<HangItem> hang_items() const;
  void hang_study();
  void hang_with(const HangingProtocol& protocol);
  void build_actions();
  void build_view_actions();
  void say(const QString& notice);
  bool handle_drop(std::size_t tile, QEvent* event);
  int count_of(const Tile& tile) const;
  std::optional<std::pair<FrameKey, KeyPicture>> place_of(const ImageOf& image) const;
  std::optional<imaging::SlicePlane> plane_of(const Tile& tile, int index) const;
  void follow(const Tile& source);
  void follow_with(Tile& tile, const Tile& source);
  void update_reference_lines();
  void cine_step();
  void true_size();
  void show_mpr(std::shared_ptr<const imaging::Volume> volume, int series);
  void want_plane(Tile& tile);
  void take_plane(std::size_t tile, const PlaneRequest& request, const LoadedImagePtr& image);
  bool shows_wanted_plane(const Tile& tile) const;
  void enhance_tile(std::size_t tile);
  void take_enhanced(std::size_t tile, const FrameKey& key, const imaging::Enhancement& how, const cv::Mat& pixels);
  QString state_text(const Tile& tile) const;
  void take_content(const StudyContent& study);
  void show_place(Tile& tile, int series, int index);
  void refresh_tile(Tile& tile);
  void hang_picture(Tile& tile, const LoadedImagePtr& image);
  void show_picture(Tile& tile, const LoadedImagePtr& image);
  OverlayContext overlay_of(const Tile& tile) const;
  void present_tile(Tile& tile, ImageCanvas::ViewChange change);
  QString offer_text(const Tile& tile) const;
  void update_wanted();
  void update_tools();
  void show_memory();
  void request_objects();
  void on_glance(const LoadedImagePtr& image);
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
  std::size_t image_memory_ = std::size_t{kImageMemory} << 20;
  std::unique_ptr<StudyLoader> loader_;
  SeriesModel* series_model_ = nullptr;
  QListView* series_view_ = nullptr;
  ViewerTools* tools_ = nullptr;
  QGridLayout* grid_ = nullptr;
  DocumentPane* documents_ = nullptr;
  PresentationStates states_;
  std::vector<StudyContent> priors_;
  QHash<QString, int> prior_of_series_;  // series UID -> index of priors_
  std::vector<Tile> tiles_;
  std::size_t active_ = 0;
  Grid grid_shape_;
  bool maximised_ = false;
  bool hung_by_hand_ = false;
  HangingProtocols protocols_;
  QString hung_with_;
  KeyBindings keys_{action_list()};
  QMap<QString, std::function<void()>> actions_;
  QSettings* settings_ = nullptr;
  bool linked_ = false;
  bool lines_shown_ = true;
  bool magnifier_ = false;
  QTimer cine_;
  int cine_rate_ = 15;
  std::unique_ptr<VolumeJob> volume_job_;
  bool mpr_awaited_ = false;  // hung, its first pictures not all made
  std::function<std::optional<double>()> pixels_per_mm_ = [] { return std::optional<double>(); };
  QString notice_;
  int direction_ = 1;  // of the last scrolling
  bool first_shown_ = false;
  QStringList viewed_;
  PlaneWorker planes_;
  QThreadPool work_;  // enhancement; last: waits for what runs before anything else goes
};

}  // namespace rdc::station
