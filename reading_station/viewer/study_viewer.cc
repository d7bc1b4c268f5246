#include "reading_station/viewer/study_viewer.h"

#include <QEvent>
#include <QGridLayout>
#include <QListView>
#include <algorithm>
#include <utility>

#include "reading_station/viewer/documents/document_pane.h"
#include "reading_station/viewer/mpr/volume_job.h"
#include "reading_station/viewer/series_delegate.h"
#include "reading_station/viewer/series_model.h"
#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/viewer_theme.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {
namespace {

constexpr std::size_t kMaxTiles = StudyViewer::kMaxSide * StudyViewer::kMaxSide;

}  // namespace

StudyViewer::StudyViewer(ObjectSource& source, QWidget* parent) : QWidget(parent), source_(source) {
  protocols_ = load_hanging_protocols(QDir(QStringLiteral("/nonexistent")));
  work_.setMaxThreadCount(1);
  build();
  build_actions();
  connect_tools();
  close_study();
}

StudyViewer::~StudyViewer() = default;

void StudyViewer::build() {
  setObjectName(QStringLiteral("viewer"));
  setAttribute(Qt::WA_StyledBackground);
  setStyleSheet(theme::style_sheet());
  setFont(theme::font(14));
  series_model_ = new SeriesModel(this);
  series_view_ = new QListView(this);
  series_view_->setModel(series_model_);
  series_view_->setItemDelegate(new SeriesDelegate(series_view_));
  series_view_->setFixedWidth(SeriesDelegate::kPicture + 26);
  series_view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  series_view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  series_view_->setFocusPolicy(Qt::NoFocus);
  series_view_->setDragDropMode(QAbstractItemView::DragOnly);
  series_view_->setDragEnabled(true);
  series_view_->setAccessibleName(tr("Series of the study"));
  tools_ = new ViewerTools(this);

  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  documents_ = new DocumentPane(source_, this);
  documents_->hide();
  connect_documents();
  layout->addWidget(documents_, 1, 2);
  layout->addWidget(tools_, 0, 0, 1, 3);
  layout->addWidget(series_view_, 1, 0);
  grid_ = new QGridLayout;
  grid_->setSpacing(2);
  layout->addLayout(grid_, 1, 1);
  layout->addWidget(tools_->status(), 2, 0, 1, 3);
  layout->setColumnStretch(1, 3);
  layout->setRowStretch(1, 1);
  annotations_ = new AnnotationSet(nullptr, this);
  tiles_.resize(kMaxTiles);
  for (std::size_t i = 0; i < kMaxTiles; ++i) {
    tiles_[i].canvas = new ImageCanvas(this);
    tiles_[i].canvas->set_annotations(annotations_);
    tiles_[i].canvas->setAcceptDrops(true);
    tiles_[i].canvas->setAccessibleName(tr("Viewport %1").arg(i + 1));
    tiles_[i].canvas->installEventFilter(this);
    connect_tile(i);
  }
  setFocusProxy(tiles_.front().canvas);
  arrange_tiles();
}

void StudyViewer::connect_tools() {
  connect(tools_, &ViewerTools::tool_chosen, this, [this](ImageCanvas::Tool tool) {
    set_tool(tool);
    if (tool == ImageCanvas::Tool::kHeartRatio) canvas()->propose_heart_ratio();
  });
  connect(tools_, &ViewerTools::invert_chosen, this, &StudyViewer::set_inverted);
  connect(tools_, &ViewerTools::clear_chosen, this, [this] { canvas()->clear_measurements(); });
  connect(tools_, &ViewerTools::grid_chosen, this, &StudyViewer::set_grid);
  connect(tools_, &ViewerTools::protocol_chosen, this, &StudyViewer::apply_protocol);
  connect(tools_, &ViewerTools::action_chosen, this, &StudyViewer::run_action);
  connect(tools_, &ViewerTools::enhancement_chosen, this, &StudyViewer::set_enhancement);
  connect(tools_, &ViewerTools::slab_chosen, this, &StudyViewer::set_slab);
  cine_.setTimerType(Qt::PreciseTimer);
  connect(&cine_, &QTimer::timeout, this, &StudyViewer::cine_step);
  connect(&planes_, &PlaneWorker::made, this, &StudyViewer::take_plane);
  connect(tools_, &ViewerTools::preset_chosen, this, [this](int index) {
    if (index < 0)
      canvas()->reset_window();
    else
      canvas()->apply_preset(index);
  });
  connect(series_view_, &QListView::clicked, this, [this](const QModelIndex& index) {
    hung_by_hand_ = true;
    show_series(index.row());
  });
}

void StudyViewer::connect_tile(std::size_t i) {
  ImageCanvas* tile = tiles_[i].canvas;
  connect(tile, &ImageCanvas::activated, this, [this, i] { activate_tile(i); });
  connect(tile, &ImageCanvas::scroll_requested, this, [this, i](int steps) {
    activate_tile(i);
    scroll_by(steps);
  });
  connect(tile, &ImageCanvas::scroll_to_requested, this, [this, i](int index) {
    activate_tile(i);
    scroll_to(index);
  });
  connect(tile, &ImageCanvas::maximize_requested, this, [this, i] {
    activate_tile(i);
    toggle_maximised();
  });
  connect(tile, &ImageCanvas::inverted_changed, this, &StudyViewer::update_tools);
  connect(tile, &ImageCanvas::tool_changed, this, [this](ImageCanvas::Tool tool) { set_tool(tool); });
}

void StudyViewer::open(const StudyContent& study) {
  close_study();
  take_content(study);
  if (series_.empty()) {
    active().canvas->show_message(tr("This study has no images."), ImageCanvas::MessageKind::kWaiting);
    if (!study.documents.empty()) set_documents_shown(true);
    return;
  }
  request_objects();
  hang_study();
  active().canvas->setFocus();
}

void StudyViewer::take_content(const StudyContent& study) {
  study_ = study;
  series_.clear();
  std::ranges::copy_if(study.series, std::back_inserter(series_), has_images);
  prior_of_series_.clear();
  for (std::size_t i = 0; i < priors_.size(); ++i)
    for (SeriesContent series : priors_[i].series) {
      if (!has_images(series)) continue;
      series.prior_date = priors_[i].study_time.isEmpty() ? tr("earlier") : priors_[i].study_time;
      prior_of_series_.insert(series.series_instance_uid, static_cast<int>(i));
      series_.push_back(std::move(series));
    }
  stacks_.clear();
  for (const SeriesContent& series : series_) {
    ImageStack stack(series);
    for (const QString& sha256 : stack.digests())
      if (headers_.contains(sha256)) stack.set_header(sha256, headers_.value(sha256));
    stacks_.push_back(std::move(stack));
  }
  series_model_->set_series(series_);
  for (std::size_t i = 0; i < stacks_.size(); ++i) series_model_->set_count(static_cast<int>(i), stacks_[i].count());
  take_documents();
}

void StudyViewer::add_prior(const StudyContent& prior) {
  if (series_.empty()) return;
  priors_.push_back(prior);
  update_study(study_);
  if (!hung_by_hand_) hang_study();
}

void StudyViewer::update_study(const StudyContent& study) {
  if (study.study_id != study_.study_id || series_.empty()) return open(study);
  // Rows may have moved: find each tile's place again by series and frame.
  std::vector<std::pair<QString, std::optional<FrameKey>>> places;
  for (const Tile& tile : tiles_) {
    const bool used = tile.series >= 0;
    places.emplace_back(used ? series_[static_cast<std::size_t>(tile.series)].series_instance_uid : QString(),
                        used && stacks_[static_cast<std::size_t>(tile.series)].contains(tile.index)
                            ? std::optional(stacks_[static_cast<std::size_t>(tile.series)].at(tile.index))
                            : std::nullopt);
  }
  take_content(study);
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    const auto series = std::ranges::find(series_, places[i].first, &SeriesContent::series_instance_uid);
    if (series == series_.end() || (!places[i].second && !tiles_[i].mpr)) {
      clear_tile(tiles_[i]);
      continue;
    }
    tiles_[i].series = static_cast<int>(series - series_.begin());
    if (!tiles_[i].mpr)
      tiles_[i].index = std::max(0, stacks_[static_cast<std::size_t>(tiles_[i].series)].index_of(*places[i].second));
    refresh_tile(tiles_[i]);
  }
  request_objects();
  update_wanted();
}

void StudyViewer::close_study() {
  loader_ = std::make_unique<StudyLoader>(source_, image_memory_);
  connect_loader();
  volume_job_.reset();
  set_cine(false);
  study_ = {};
  priors_.clear();
  prior_of_series_.clear();
  hung_by_hand_ = false;
  hung_with_.clear();
  say({});
  series_.clear();
  stacks_.clear();
  headers_.clear();
  viewed_.clear();
  first_shown_ = false;
  series_model_->clear();
  for (Tile& tile : tiles_) clear_tile(tile);
  annotations_->load({});
  annotations_->load_key_images({});
  states_ = {};
  take_documents();
  activate_tile(0);
  tools_->set_progress(0, 0);
  show_memory();
}

QString StudyViewer::series_of(const QString& sop_instance_uid) const {
  for (const SeriesContent& series : series_)
    if (std::ranges::find(series.instances, sop_instance_uid, &InstanceContent::sop_instance_uid) !=
        series.instances.end())
      return series.series_instance_uid;
  return {};
}

ImageCanvas* StudyViewer::canvas() const { return active().canvas; }
ImageCanvas* StudyViewer::canvas(int tile) const {
  return tile >= 0 && static_cast<std::size_t>(tile) < tiles_.size() ? tiles_[static_cast<std::size_t>(tile)].canvas
                                                                     : nullptr;
}
int StudyViewer::current_series() const { return active().series; }
int StudyViewer::current_index() const { return active().series < 0 ? -1 : active().index; }
bool StudyViewer::shows_current() const {
  const Tile& tile = active();
  if (tile.series < 0 || !tile.shown) return false;
  if (tile.mpr) return shows_wanted_plane(tile);
  const ImageStack& stack = stacks_[static_cast<std::size_t>(tile.series)];
  return stack.contains(tile.index) && stack.at(tile.index) == *tile.shown;
}
int StudyViewer::image_count() const { return count_of(active()); }
std::pair<int, int> StudyViewer::loading_progress() const { return loader_->progress(); }

std::pair<std::size_t, std::size_t> StudyViewer::image_memory() const {
  return {loader_->cache_bytes(), loader_->cache_budget()};
}
void StudyViewer::show_memory() { tools_->set_memory(loader_->cache_bytes(), loader_->cache_budget()); }

void StudyViewer::scroll_to(int index) {
  const int count = image_count();
  if (count == 0) return;
  const int target = index < 0 ? count - 1 : std::min(index, count - 1);
  if (target == active().index) return;
  direction_ = target > active().index ? 1 : -1;
  show_place(active(), active().series, target);
  follow(active());
}

void StudyViewer::scroll_by(int steps) { scroll_to(std::max(0, active().index + steps)); }

OverlayContext StudyViewer::overlay_of(const Tile& tile) const {
  const auto series = static_cast<std::size_t>(tile.series);
  const int prior = prior_of_series_.value(series_[series].series_instance_uid, -1);
  auto context = overlay_context(prior < 0 ? study_ : priors_[static_cast<std::size_t>(prior)], series_[series]);
  context.index = tile.shown_index();
  context.count = count_of(tile);
  if (prior >= 0) context.prior_line = tr("EARLIER STUDY %1").arg(series_[series].prior_date);
  context.state_line = state_text(tile);
  context.offer_line = offer_text(tile);
  return context;
}

void StudyViewer::refresh_tile(Tile& tile) {
  if (tile.series < 0) return;
  const auto series = static_cast<std::size_t>(tile.series);
  if (tile.mpr) return want_plane(tile);
  if (!stacks_[series].contains(tile.index)) return;
  const FrameKey key = stacks_[series].at(tile.index);
  if (const auto image = loader_->find(key)) return show_picture(tile, image);

  const InstanceContent* instance = find_instance(series_[series], key.sha256);
  QString problem = loader_->problem(key);
  if (instance != nullptr && !instance->unreadable_reason.isEmpty())
    problem = tr("This image is damaged and cannot be shown.") + QLatin1Char('\n') + instance->unreadable_reason;
  // The image before stays, with its own texts, rather than a flash of black; a wait that is longer than decoding is
  // said above it.
  const LoadedImage* before = tile.canvas->image();
  const bool same_series = before != nullptr && tile.shown_series == series_[series].series_instance_uid;
  if (problem.isEmpty() && same_series) {
    if (before->key == key || (loader_->has_arrived(key.sha256) && tile.canvas->awaited().isEmpty())) return;
    return tile.canvas->set_awaited(tr("Loading image %1… %2 %").arg(tile.index + 1).arg(loader_->percent(key.sha256)));
  }
  tile.shown.reset();
  tile.canvas->set_overlay(overlay_of(tile));
  if (problem.isEmpty()) {
    tile.canvas->show_message(tr("Loading… %1 %").arg(loader_->percent(key.sha256)),
                              ImageCanvas::MessageKind::kWaiting);
    return;
  }
  tile.canvas->show_message(problem, ImageCanvas::MessageKind::kProblem);
  Q_EMIT image_failed(tile.series, tile.index, problem);
}

void StudyViewer::hang_picture(Tile& tile, const LoadedImagePtr& image) {
  const QString& uid = series_[static_cast<std::size_t>(tile.series)].series_instance_uid;
  const bool same_series = std::exchange(tile.shown_series, uid) == uid;
  tile.canvas->set_overlay(overlay_of(tile));
  tile.canvas->show_image(image, same_series ? ImageCanvas::ViewChange::kKeep : ImageCanvas::ViewChange::kReset);
  if (!same_series) tile.presented.clear();
  present_tile(tile, ImageCanvas::ViewChange::kKeep);
  if (!same_series && tile.hung_window) tile.canvas->set_window(tile.hung_window->center, tile.hung_window->width);
}

void StudyViewer::show_picture(Tile& tile, const LoadedImagePtr& image) {
  const QString& uid = series_[static_cast<std::size_t>(tile.series)].series_instance_uid;
  tile.canvas->set_overlay(overlay_of(tile));
  tile.canvas->set_awaited({});  // back on the image that was shown all the time
  if (!tile.shown || *tile.shown != image->key || tile.canvas->image() == nullptr) {
    hang_picture(tile, image);
    if (tile.enhancement.is_on()) enhance_tile(static_cast<std::size_t>(&tile - tiles_.data()));
  }
  tile.shown_series = uid;
  tile.shown = image->key;
  // What was read of this study: earlier ones and reformatted planes are no objects of it.
  if (!tile.mpr && !prior_of_series_.contains(uid) && !viewed_.contains(image->key.sha256))
    viewed_ << image->key.sha256;
  update_tools();
  update_reference_lines();
  Q_EMIT image_shown(tile.series, tile.shown_index());
  if (!first_shown_) {
    first_shown_ = true;
    Q_EMIT first_image_shown();
  }
}

void StudyViewer::update_tools() {
  tools_->set_tool(canvas()->tool());
  tools_->set_inverted(canvas()->inverted());
  const LoadedImage* image = canvas()->image();
  if (image != nullptr) tools_->set_presets(presets_for(*image->info, image->frame()));
  tools_->set_grid(grid_shape_);
  tools_->set_enhancement(active().enhancement);
  tools_->set_state(linked_, cine_.isActive(), active().mpr != nullptr);
}

void StudyViewer::set_window(double center, double width) { canvas()->set_window(center, width); }
void StudyViewer::apply_preset(int index) { canvas()->apply_preset(index); }
void StudyViewer::set_inverted(bool inverted) { canvas()->set_inverted(inverted); }
void StudyViewer::zoom_by(double factor) { canvas()->zoom_by(factor); }
void StudyViewer::fit() { canvas()->fit(); }
void StudyViewer::actual_size() { canvas()->actual_size(); }
void StudyViewer::reset_view() { canvas()->reset(); }

void StudyViewer::set_tool(ImageCanvas::Tool tool) {
  for (Tile& tile : tiles_) tile.canvas->set_tool(tool);
  tools_->set_tool(tool);
}

void StudyViewer::changeEvent(QEvent* event) {
  // Said by a change of the theme too.
  if (event->type() == QEvent::LanguageChange && styleSheet() != theme::style_sheet())
    setStyleSheet(theme::style_sheet());
  if (event->type() == QEvent::LanguageChange && loader_) {
    for (Tile& tile : tiles_) {
      if (tile.series >= 0) tile.canvas->set_overlay(overlay_of(tile));
      if (!tile.shown || !tile.canvas->awaited().isEmpty()) refresh_tile(tile);
    }
    keys_.set_texts(action_list());
    update_tools();
  }
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
