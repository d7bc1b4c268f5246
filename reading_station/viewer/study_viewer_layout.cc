// Which image hangs in which viewport: grid, hanging protocols, drag and drop.
#include <QDropEvent>
#include <QGridLayout>
#include <QListView>
#include <QMimeData>
#include <algorithm>
#include <array>

#include "reading_station/viewer/series_model.h"
#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {
namespace {

// Each image of these hangs by itself.
bool is_projection(const QString& modality) {
  constexpr std::array kProjections{"DX", "CR", "DR", "MG", "IO", "PX", "RG"};
  return std::ranges::any_of(kProjections, [&](const char* one) { return modality == QLatin1String(one); });
}

}  // namespace

int StudyViewer::series_in(int tile) const {
  return canvas(tile) == nullptr ? -1 : tiles_[static_cast<std::size_t>(tile)].series;
}
int StudyViewer::index_in(int tile) const {
  return series_in(tile) < 0 ? -1 : tiles_[static_cast<std::size_t>(tile)].index;
}
bool StudyViewer::is_prior(int series) const {
  return series >= 0 && series < series_count() && !series_[static_cast<std::size_t>(series)].prior_date.isEmpty();
}
QString StudyViewer::hanging_id() const { return hung_with_; }

int StudyViewer::count_of(const Tile& tile) const {
  if (tile.series < 0) return 0;
  return tile.mpr ? tile.mpr->count() : stacks_[static_cast<std::size_t>(tile.series)].count();
}

void StudyViewer::activate_tile(std::size_t tile) {
  active_ = tile;
  const bool several = grid_shape_.tiles() > 1 && !maximised_;
  for (std::size_t i = 0; i < tiles_.size(); ++i) tiles_[i].canvas->set_active(several && i == tile);
  if (active().series >= 0) series_view_->setCurrentIndex(series_model_->index(active().series));
  setFocusProxy(active().canvas);
  update_tools();
  update_reference_lines();
}

void StudyViewer::show_series(int series) {
  if (series < 0 || series >= series_count()) return;
  show_in_tile(static_cast<int>(active_), series);
  series_view_->setCurrentIndex(series_model_->index(series));
  active().canvas->setFocus();
}

void StudyViewer::show_in_tile(int tile, int series, int index) {
  if (canvas(tile) == nullptr || series < 0 || series >= series_count()) return;
  Tile& target = tiles_[static_cast<std::size_t>(tile)];
  target.mpr.reset();
  target.hung_window.reset();
  target.enhancement = {};
  if (target.series != series) target.shown_series.clear();
  show_place(target, series, index);
}

void StudyViewer::show_place(Tile& tile, int series, int index) {
  tile.series = series;
  tile.index = index;
  refresh_tile(tile);
  update_wanted();
}

void StudyViewer::clear_tile(Tile& tile) {
  ImageCanvas* canvas = tile.canvas;
  canvas->clear();
  planes_.forget(static_cast<std::size_t>(&tile - tiles_.data()));
  tile = {};
  tile.canvas = canvas;
}

void StudyViewer::set_grid(Grid grid) {
  grid.rows = std::clamp(grid.rows, 1, kMaxSide);
  grid.columns = std::clamp(grid.columns, 1, kMaxSide);
  grid_shape_ = grid;
  maximised_ = false;
  hung_by_hand_ = true;
  if (static_cast<int>(active_) >= grid.tiles()) active_ = 0;
  fill_empty_tiles();
  arrange_tiles();
}

void StudyViewer::toggle_maximised() {
  if (grid_shape_.tiles() == 1) return set_grid({2, 2});
  maximised_ = !maximised_;
  arrange_tiles();
}

void StudyViewer::fill_empty_tiles() {
  for (int i = 0; i < grid_shape_.tiles(); ++i) {
    Tile& tile = tiles_[static_cast<std::size_t>(i)];
    if (tile.series >= 0) continue;
    for (int series = 0; series < series_count(); ++series) {
      if (std::ranges::any_of(tiles_, [series](const Tile& other) { return other.series == series; })) continue;
      tile.series = series;
      refresh_tile(tile);
      break;
    }
  }
}

void StudyViewer::arrange_tiles() {
  for (Tile& tile : tiles_) grid_->removeWidget(tile.canvas);
  for (int i = 0; i < kMaxSide; ++i) {
    grid_->setRowStretch(i, 0);
    grid_->setColumnStretch(i, 0);
  }
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    const bool shown = maximised_ ? i == active_ : static_cast<int>(i) < grid_shape_.tiles();
    if (shown) {
      const int row = maximised_ ? 0 : static_cast<int>(i) / grid_shape_.columns;
      const int column = maximised_ ? 0 : static_cast<int>(i) % grid_shape_.columns;
      grid_->addWidget(tiles_[i].canvas, row, column);
      // Equal shares, whatever each asks for.
      grid_->setRowStretch(row, 1);
      grid_->setColumnStretch(column, 1);
    }
    tiles_[i].canvas->setMinimumSize(maximised_ || grid_shape_.tiles() <= 4 ? QSize(160, 160) : QSize(80, 80));
    tiles_[i].canvas->setVisible(shown);
  }
  activate_tile(active_);
  if (loader_) update_wanted();
}

std::vector<HangItem> StudyViewer::hang_items() const {
  std::vector<HangItem> items;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const SeriesContent& series = series_[i];
    const int prior = prior_of_series_.value(series.series_instance_uid, -1);
    const StudyContent& study = prior < 0 ? study_ : priors_[static_cast<std::size_t>(prior)];
    HangItem item;
    item.series = static_cast<int>(i);
    item.modality = series.modality;
    item.body_part = QStringList{series.body_part, series.description, study.description}.join(QLatin1Char(' '));
    item.prior = prior >= 0;
    item.images = stacks_[i].count();
    const int each = is_projection(series.modality) ? stacks_[i].count() : 1;
    for (item.index = 0; item.index < each; ++item.index) {
      if (const auto info = headers_.value(stacks_[i].at(item.index).sha256)) {
        item.view = QString::fromStdString(info->view_position);
        item.laterality = QString::fromStdString(info->laterality);
      }
      items.push_back(item);
    }
  }
  return items;
}

void StudyViewer::hang_study() {
  const auto matching = matching_protocols(protocols_.protocols, hang_items());
  if (matching.empty()) return show_series(0);
  hang_with(*matching.front());
}

void StudyViewer::hang_with(const HangingProtocol& protocol) {
  const bool again = hung_with_ == protocol.id;
  hung_with_ = protocol.id;
  grid_shape_ = {protocol.rows, protocol.columns};
  maximised_ = false;
  const auto hung = hang(protocol, hang_items());
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    Tile& tile = tiles_[i];
    if (i >= hung.size() || !hung[i]) {
      if (tile.series >= 0) clear_tile(tile);
      continue;
    }
    const HungItem& place = *hung[i];
    // Hung before, and still right: the reader may have scrolled or windowed meanwhile.
    const bool same_image = !is_projection(place.item.modality) || tile.index == place.item.index;
    if (again && tile.series == place.item.series && same_image && !tile.mpr) continue;
    clear_tile(tile);
    tile.hung_window = place.window;
    show_place(tile, place.item.series, place.item.index);
  }
  if (static_cast<int>(active_) >= grid_shape_.tiles() || active().series < 0) active_ = 0;
  arrange_tiles();
  tools_->set_protocols(matching_protocols(protocols_.protocols, hang_items()), hung_with_);
}

void StudyViewer::apply_protocol(const QString& id) {
  const auto chosen = std::ranges::find(protocols_.protocols, id, &HangingProtocol::id);
  if (chosen == protocols_.protocols.end() || series_.empty()) return;
  hung_by_hand_ = true;
  hung_with_.clear();  // everything is hung anew
  hang_with(*chosen);
}

void StudyViewer::step_protocol(int step) {
  const auto matching = matching_protocols(protocols_.protocols, hang_items());
  if (matching.empty()) return;
  const auto now = std::ranges::find(matching, hung_with_, &HangingProtocol::id);
  const auto count = static_cast<int>(matching.size());
  const int index = now == matching.end() ? -1 : static_cast<int>(now - matching.begin());
  apply_protocol(matching[static_cast<std::size_t>(((index + step) % count + count) % count)]->id);
}

bool StudyViewer::handle_drop(std::size_t tile, QEvent* event) {
  auto* drop = static_cast<QDropEvent*>(event);  // enter and move events are drop events too
  const QString kind = QString::fromLatin1(SeriesModel::mime_type());
  if (!drop->mimeData()->hasFormat(kind)) return false;
  drop->acceptProposedAction();
  if (event->type() != QEvent::Drop) return true;
  bool is_number = false;
  const int series = drop->mimeData()->data(kind).toInt(&is_number);
  if (!is_number) return true;
  hung_by_hand_ = true;
  show_in_tile(static_cast<int>(tile), series);
  activate_tile(tile);
  return true;
}

}  // namespace rdc::station
