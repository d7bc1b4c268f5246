// Every action of the viewer: its name, its key as delivered, what it does.
#include <QApplication>
#include <QKeyEvent>
#include <QSettings>
#include <algorithm>
#include <array>

#include "reading_station/viewer/keys/key_binding_dialog.h"
#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {
namespace {

constexpr double kKeyZoom = 1.2;

QList<QKeySequence> key_list(std::initializer_list<const char*> names) {
  QList<QKeySequence> list;
  for (const char* name : names) list << QKeySequence(QString::fromLatin1(name), QKeySequence::PortableText);
  return list;
}

}  // namespace

std::vector<KeyAction> StudyViewer::action_list() {
  std::vector<KeyAction> list{
      {"scroll_back", tr("Image before"), key_list({"Up", "Left"})},
      {"scroll_forward", tr("Next image"), key_list({"Down", "Right"})},
      {"page_back", tr("A tenth back"), key_list({"PgUp"})},
      {"page_forward", tr("A tenth forward"), key_list({"PgDown"})},
      {"first", tr("First image"), key_list({"Home"})},
      {"last", tr("Last image"), key_list({"End"})},
      {"series_back", tr("Series before"), key_list({"Ctrl+Up"})},
      {"series_forward", tr("Next series"), key_list({"Ctrl+Down"})},
      {"viewport_forward", tr("Next viewport"), key_list({"F6"})},
      {"viewport_back", tr("Viewport before"), key_list({"Shift+F6"})},
      {"maximise", tr("This viewport alone, and back"), key_list({"Return"})},
      {"protocol_forward", tr("Next hanging protocol"), key_list({"."})},
      {"protocol_back", tr("Hanging protocol before"), key_list({","})},
      {"layout_1x1", tr("Layout 1×1"), key_list({"Ctrl+1"})},
      {"layout_1x2", tr("Layout 1×2"), key_list({"Ctrl+2"})},
      {"layout_1x3", tr("Layout 1×3"), key_list({"Ctrl+3"})},
      {"layout_2x2", tr("Layout 2×2"), key_list({"Ctrl+4"})},
      {"layout_2x3", tr("Layout 2×3"), key_list({"Ctrl+6"})},
      {"layout_3x3", tr("Layout 3×3"), key_list({"Ctrl+9"})},
      {"layout_4x4", tr("Layout 4×4"), key_list({"Ctrl+0"})},
      {"fit", tr("Fit the image"), key_list({"F"})},
      {"actual", tr("One image pixel on one screen pixel"), key_list({"A"})},
      {"true_size", tr("True size"), key_list({"Z"})},
      {"zoom_in", tr("Zoom in"), key_list({"+", "="})},
      {"zoom_out", tr("Zoom out"), key_list({"-"})},
      {"turn_right", tr("Turn to the right"), key_list({"]"})},
      {"turn_left", tr("Turn to the left"), key_list({"["})},
      {"flip_across", tr("Mirror left and right"), key_list({"H"})},
      {"flip_down", tr("Mirror up and down"), key_list({"V"})},
      {"invert", tr("Invert"), key_list({"I"})},
      {"reset", tr("Reset"), key_list({"R"})},
      {"overlays", tr("Overlays of the image"), key_list({"O"})},
      {"shutter", tr("Shutter of the image"), key_list({"Shift+O"})},
      {"presentation", tr("Next presentation state"), key_list({"G"})},
      {"magnifier", tr("Magnifying glass"), key_list({"M"})},
      {"pan", tr("Pan tool"), key_list({"P", "Esc"})},
      {"window_tool", tr("Window tool"), key_list({"W"})},
      {"length", tr("Length"), key_list({"L"})},
      {"region", tr("Region"), key_list({"E"})},
      {"angle", tr("Angle"), key_list({"N"})},
      {"cobb", tr("Cobb angle"), key_list({"B"})},
      {"text", tr("Text"), key_list({"T"})},
      {"heart_ratio", tr("Cardiothoracic ratio"), key_list({"C"})},
      {"key_image", tr("Key image"), key_list({"K"})},
      {"link", tr("Scroll together"), key_list({"S"})},
      {"lines", tr("Reference lines"), key_list({"X"})},
      {"cine", tr("Cine"), key_list({"Space"})},
      {"cine_faster", tr("Cine faster"), key_list({"Ctrl+Right"})},
      {"cine_slower", tr("Cine slower"), key_list({"Ctrl+Left"})},
      {"mpr", tr("MPR, and back"), key_list({"U"})},
      {"enhance", tr("Next enhancement"), key_list({"Q"})},
      {"documents", tr("Documents of the study"), key_list({"D"})},
      {"window_file", tr("Window of the file"), key_list({"0"})},
      {"full_screen", tr("Full screen"), key_list({"F11"})},
      {"test_page", tr("Greyscale test page"), key_list({"F9"})},
      {"edit_keys", tr("Change keys…"), key_list({"F10"})},
  };
  for (int i = 1; i <= 9; ++i)
    list.push_back({QStringLiteral("window_%1").arg(i),
                    tr("Window preset %1").arg(i),
                    {QKeySequence(QKeyCombination(static_cast<Qt::Key>(Qt::Key_0 + i)))}});
  return list;
}

void StudyViewer::build_actions() {
  const auto page = [this] { return std::max(1, image_count() / 10); };
  const auto step_viewport = [this](int step) {
    const int count = grid_shape_.tiles();
    activate_tile(static_cast<std::size_t>(((active_tile() + step) % count + count) % count));
    if (maximised_) arrange_tiles();
    active().canvas->setFocus();
  };
  const auto step_series = [this](int step) {
    hung_by_hand_ = true;
    show_series(std::clamp(active().series + step, 0, std::max(0, series_count() - 1)));
  };
  actions_["scroll_back"] = [this] { scroll_by(-1); };
  actions_["scroll_forward"] = [this] { scroll_by(1); };
  actions_["page_back"] = [this, page] { scroll_by(-page()); };
  actions_["page_forward"] = [this, page] { scroll_by(page()); };
  actions_["first"] = [this] { scroll_to(0); };
  actions_["last"] = [this] { scroll_to(-1); };
  actions_["series_back"] = [step_series] { step_series(-1); };
  actions_["series_forward"] = [step_series] { step_series(1); };
  actions_["viewport_forward"] = [step_viewport] { step_viewport(1); };
  actions_["viewport_back"] = [step_viewport] { step_viewport(-1); };
  actions_["maximise"] = [this] { toggle_maximised(); };
  actions_["protocol_forward"] = [this] { step_protocol(1); };
  actions_["protocol_back"] = [this] { step_protocol(-1); };
  constexpr std::array kGrids{Grid{1, 1}, Grid{1, 2}, Grid{1, 3}, Grid{2, 2}, Grid{2, 3}, Grid{3, 3}, Grid{4, 4}};
  for (const Grid grid : kGrids)
    actions_[QStringLiteral("layout_%1x%2").arg(grid.rows).arg(grid.columns)] = [this, grid] { set_grid(grid); };
  actions_["link"] = [this] { set_linked(!linked_); };
  actions_["lines"] = [this] {
    lines_shown_ = !lines_shown_;
    update_reference_lines();
  };
  actions_["cine"] = [this] { set_cine(!cine_.isActive()); };
  actions_["cine_faster"] = [this] { set_cine_rate(cine_rate_ + (cine_rate_ < 10 ? 1 : 5)); };
  actions_["cine_slower"] = [this] { set_cine_rate(cine_rate_ - (cine_rate_ <= 10 ? 1 : 5)); };
  actions_["mpr"] = [this] { start_mpr(); };
  actions_["documents"] = [this] { set_documents_shown(!documents_shown()); };
  actions_["full_screen"] = [this] { Q_EMIT full_screen_wanted(); };
  actions_["test_page"] = [this] { Q_EMIT test_page_wanted(); };
  actions_["edit_keys"] = [this] { edit_keys(); };
  build_view_actions();
}

void StudyViewer::build_view_actions() {
  actions_["fit"] = [this] { fit(); };
  actions_["actual"] = [this] { actual_size(); };
  actions_["true_size"] = [this] { true_size(); };
  actions_["zoom_in"] = [this] { zoom_by(kKeyZoom); };
  actions_["zoom_out"] = [this] { zoom_by(1 / kKeyZoom); };
  actions_["turn_right"] = [this] { canvas()->turn(1); };
  actions_["turn_left"] = [this] { canvas()->turn(-1); };
  actions_["flip_across"] = [this] { canvas()->flip(ImageCanvas::Flip::kAcross); };
  actions_["flip_down"] = [this] { canvas()->flip(ImageCanvas::Flip::kDown); };
  actions_["invert"] = [this] { canvas()->set_inverted(!canvas()->inverted()); };
  actions_["reset"] = [this] {
    set_enhancement({});
    reset_view();
  };
  actions_["magnifier"] = [this] {
    magnifier_ = !magnifier_;
    for (Tile& tile : tiles_) tile.canvas->set_magnifier(magnifier_);
  };
  actions_["overlays"] = [this] {
    const bool shown = !canvas()->overlays_shown();
    for (Tile& tile : tiles_) tile.canvas->set_overlays_shown(shown);
  };
  actions_["shutter"] = [this] {
    const bool shown = !canvas()->shutter_shown();
    for (Tile& tile : tiles_) tile.canvas->set_shutter_shown(shown);
  };
  actions_["presentation"] = [this] { step_presentation(); };
  actions_["pan"] = [this] { set_tool(ImageCanvas::Tool::kPan); };
  actions_["window_tool"] = [this] { set_tool(ImageCanvas::Tool::kWindow); };
  for (const auto& [id, tool] : {std::pair{"length", ImageCanvas::Tool::kLength},
                                 {"region", ImageCanvas::Tool::kRegion},
                                 {"angle", ImageCanvas::Tool::kAngle},
                                 {"cobb", ImageCanvas::Tool::kCobb},
                                 {"text", ImageCanvas::Tool::kText}})
    actions_[QLatin1String(id)] = [this, tool = tool] { set_tool(tool); };
  actions_["heart_ratio"] = [this] {
    set_tool(ImageCanvas::Tool::kHeartRatio);
    canvas()->propose_heart_ratio();
  };
  actions_["key_image"] = [this] { canvas()->toggle_key_image(); };
  actions_["window_file"] = [this] { canvas()->reset_window(); };
  for (int i = 1; i <= 9; ++i) actions_[QStringLiteral("window_%1").arg(i)] = [this, i] { apply_preset(i - 1); };
  actions_["enhance"] = [this] {
    // Off, each alone, all together.
    constexpr std::array<imaging::Enhancement, 5> kSteps{
        {{0, 0, 0}, {0.6, 0, 0}, {0, 0.6, 0}, {0, 0, 0.6}, {0.5, 0, 0.4}}};
    const auto now = std::ranges::find(kSteps, active().enhancement);
    const auto next = now == kSteps.end() ? 0 : static_cast<std::size_t>(now - kSteps.begin() + 1) % kSteps.size();
    set_enhancement(kSteps[next]);
  };
}

void StudyViewer::run_action(const QString& id) {
  const auto action = actions_.constFind(id);
  if (action == actions_.cend()) return;
  if (!id.startsWith(QLatin1String("cine"))) say({});
  (*action)();
}

void StudyViewer::use_settings(QSettings& settings, const QDir& protocols) {
  settings_ = &settings;
  keys_.load(settings);
  protocols_ = load_hanging_protocols(protocols);
  cine_rate_ = std::clamp(settings.value(QStringLiteral("viewer/cine_rate"), 15).toInt(), 1, 60);
  const int megabytes = settings.value(QStringLiteral("viewer/image_memory_mb"), kImageMemory).toInt();
  image_memory_ = static_cast<std::size_t>(std::clamp(megabytes, 64, 65536)) << 20;
  loader_->set_cache_budget(image_memory_);
  show_memory();
  lines_shown_ = settings.value(QStringLiteral("viewer/reference_lines"), true).toBool();
  if (!protocols_.problems.isEmpty())
    say(tr("Hanging protocols left out: %1").arg(protocols_.problems.join(QStringLiteral("; "))));
}

void StudyViewer::edit_keys() {
  KeyBindingDialog dialog(keys_, window());
  if (dialog.exec() != QDialog::Accepted) return;
  keys_ = dialog.bindings();
  if (settings_ != nullptr) keys_.save(*settings_);
}

void StudyViewer::say(const QString& notice) {
  if (notice_ == notice) return;
  notice_ = notice;
  tools_->set_notice(notice);
  Q_EMIT notice_changed(notice);
}

void StudyViewer::true_size() {
  const LoadedImage* image = canvas()->image();
  if (image == nullptr) return;
  const imaging::Spacing& spacing = image->info->frame(image->frame()).spacing;
  if (!spacing.in_millimetres())
    return say(tr("True size is not possible: the image does not say how large a pixel is."));
  const auto pixels_per_mm = pixels_per_mm_();
  if (!pixels_per_mm) {
    say(tr("This screen is not calibrated: measure two lines with a ruler first."));
    return Q_EMIT calibration_wanted();
  }
  canvas()->set_zoom(spacing.column * *pixels_per_mm);
}

bool StudyViewer::eventFilter(QObject* watched, QEvent* event) {
  const auto tile = std::ranges::find(tiles_, watched, &Tile::canvas);
  if (tile == tiles_.end()) return QWidget::eventFilter(watched, event);
  const auto index = static_cast<std::size_t>(tile - tiles_.begin());
  switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop:
      return handle_drop(index, event);
    case QEvent::KeyPress: {
      // What is being drawn or is selected comes first: Enter ends a line before it enlarges a viewport.
      if (tile->canvas->take_editing_key(*static_cast<QKeyEvent*>(event))) return true;
      const QKeySequence key = key_of(*static_cast<QKeyEvent*>(event));
      const QString id = keys_.action_of(key);
      if (!id.isEmpty()) {
        if (index != active_) activate_tile(index);
        run_action(id);
        return true;
      }
      // A key taken from its action must not go on doing it.
      return keys_.is_default_key(key);
    }
    default:
      return QWidget::eventFilter(watched, event);
  }
}

}  // namespace rdc::station
