#include "reading_station/viewer/viewer_tools.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>
#include <utility>

#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {

ViewerTools::ViewerTools(QWidget* parent) : QToolBar(parent) {
  setMovable(false);
  setFont(theme::font(14));
  auto* tool_group = new QActionGroup(this);
  using Tool = ImageCanvas::Tool;
  for (const Tool tool : {Tool::kPan, Tool::kWindow, Tool::kZoom, Tool::kLength, Tool::kRegion}) {
    QAction* action = addAction(QString());
    action->setCheckable(true);
    tool_group->addAction(action);
    tools_.emplace_back(tool, action);
    connect(action, &QAction::triggered, this, [this, tool] { Q_EMIT tool_chosen(tool); });
  }
  QAction *annotate = nullptr, *presets = nullptr, *layouts = nullptr, *invert = nullptr, *hanging = nullptr,
          *link = nullptr, *cine = nullptr, *mpr = nullptr, *slab = nullptr, *enhance = nullptr;
  annotation_button_ = menu_button(&annotate);
  addSeparator();
  presets_button_ = menu_button(&presets);
  invert_ = put_button(&invert);
  invert_->setCheckable(true);
  connect(invert_, &QAction::triggered, this, &ViewerTools::invert_chosen);
  addSeparator();
  documents_ = action_button("documents", &documents_place_);
  documents_place_->setVisible(false);
  layouts_ = menu_button(&layouts);
  protocols_button_ = menu_button(&hanging);
  link_ = action_button("link", &link);
  cine_ = action_button("cine", &cine);
  mpr_ = action_button("mpr", &mpr);
  for (QAction* action : {documents_, link_, cine_, mpr_}) action->setCheckable(true);
  slab_ = menu_button(&slab);
  enhance_ = menu_button(&enhance);
  more_ = menu_button();
  more_->setObjectName(QStringLiteral("viewer_more"));
  // The tools of the hand and the documents stay. What goes last is reached for most; most have keys that readers know.
  movable_ = {{slab, slab_, nullptr},
              {enhance, enhance_, nullptr},
              {cine, nullptr, cine_},
              {link, nullptr, link_},
              {mpr, nullptr, mpr_},
              {hanging, protocols_button_, nullptr},
              {invert, nullptr, invert_},
              {layouts, layouts_, nullptr},
              {presets, presets_button_, nullptr},
              {annotate, annotation_button_, nullptr}};

  status_ = new QWidget(parent);
  progress_text_ = new QLabel(status_);
  progress_text_->setObjectName(QStringLiteral("viewer_notice"));
  progress_ = new QProgressBar(status_);
  progress_->setTextVisible(false);
  progress_->setFixedWidth(120);
  auto* row = new QHBoxLayout(status_);
  row->setContentsMargins(8, 2, 8, 2);
  row->addWidget(progress_text_, 1);
  row->addWidget(progress_);
  memory_text_ = new QLabel(status_);
  // The row keeps its height: images must not move when this comes.
  memory_text_->setFont(theme::font(12));
  memory_text_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
  row->addWidget(memory_text_);
  // Keys belong to the images.
  for (QToolButton* button : findChildren<QToolButton*>()) button->setFocusPolicy(Qt::NoFocus);
  set_tool(Tool::kPan);
  retranslate();
}

void ViewerTools::set_tool(ImageCanvas::Tool tool) {
  for (const auto& [of, action] : tools_) action->setChecked(of == tool);
}

void ViewerTools::set_inverted(bool inverted) { invert_->setChecked(inverted); }

void ViewerTools::set_presets(const std::vector<WindowPreset>& presets) {
  if (presets_ == presets) return;  // the same for every image of most series: a menu takes long to fill
  presets_ = presets;
  fill_presets();
}

void ViewerTools::fill_presets() {
  QMenu* menu = presets_button_->menu();
  menu->clear();
  menu->addAction(tr("As in the file") + QStringLiteral("\t0"), this, [this] { Q_EMIT preset_chosen(-1); });
  for (std::size_t i = 0; i < presets_.size() && i < 9; ++i) {
    const auto& [name, window] = presets_[i];
    const QString text = QStringLiteral("%1   %2 / %3\t%4")
                             .arg(name)
                             .arg(window.width, 0, 'f', 0)
                             .arg(window.center, 0, 'f', 0)
                             .arg(i + 1);
    menu->addAction(text, this, [this, i] { Q_EMIT preset_chosen(static_cast<int>(i)); });
  }
}

void ViewerTools::fill_annotation_tools() {
  using Tool = ImageCanvas::Tool;
  QMenu* menu = annotation_button_->menu();
  menu->clear();
  for (const auto& [tool, key] : {std::pair{Tool::kAngle, "N"},
                                  {Tool::kCobb, "B"},
                                  {Tool::kPolyline, ""},
                                  {Tool::kRectangle, ""},
                                  {Tool::kFreehand, ""},
                                  {Tool::kPoint, ""},
                                  {Tool::kArrow, ""},
                                  {Tool::kText, "T"},
                                  {Tool::kHeartRatio, "C"},
                                  {Tool::kLimb, ""},
                                  {Tool::kVertebra, ""},
                                  {Tool::kCalibration, ""}}) {
    const QString title = title_of(*ImageCanvas::drawn_by(tool));
    menu->addAction(*key == 0 ? title : title + QLatin1Char('\t') + QLatin1String(key), this,
                    [this, chosen = tool] { Q_EMIT tool_chosen(chosen); });
  }
  menu->addSeparator();
  menu->addAction(tr("Remove all measurements"), this, &ViewerTools::clear_chosen);
  annotation_button_->setText(tr("Annotate") + QStringLiteral(" ▾"));
  annotation_button_->setToolTip(tr("More measurements and marks"));
}

void ViewerTools::set_progress(int done, int total) {
  done_ = done;
  total_ = total;
  const bool loading = done < total;
  // Kept in the layout: tools must not jump under the pointer.
  if (std::exchange(progress_seen_, loading) != loading)
    progress_->setStyleSheet(loading ? QString() : QStringLiteral("background: transparent; border: none;"));
  progress_->setMaximum(std::max(1, total));
  progress_->setValue(loading ? done : 0);
  progress_text_->setText(!notice_.isEmpty() ? notice_
                          : loading          ? tr("Loading %1 of %2").arg(done).arg(total)
                                             : QString());
  const QString style = notice_.isEmpty() ? QString() : QStringLiteral("color: %1").arg(theme::chrome().problem.name());
  if (progress_text_->styleSheet() != style) progress_text_->setStyleSheet(style);
  progress_text_->setToolTip(notice_);
}

void ViewerTools::set_memory(std::size_t used, std::size_t limit) {
  const std::size_t used_now = used >> 20, limit_now = limit >> 20;
  if (memory_used_ == used_now && memory_limit_ == limit_now) return;
  memory_used_ = used_now;
  memory_limit_ = limit_now;
  fill_memory();
}

void ViewerTools::fill_memory() {
  memory_text_->setText(memory_used_ == 0 ? QString()
                                          : tr("Images in memory: %1 of %2 MB").arg(memory_used_).arg(memory_limit_));
  memory_text_->setToolTip(
      tr("Decoded images kept for scrolling. When the limit is reached, those not seen for longest make room."));
}

void ViewerTools::retranslate() {
  using Tool = ImageCanvas::Tool;
  for (const auto& [tool, action] : tools_) {
    switch (tool) {
      case Tool::kPan:
        action->setText(tr("Pan"));
        action->setToolTip(tr("Drag the image (P). The middle button always pans."));
        break;
      case Tool::kWindow:
        action->setText(tr("Window"));
        action->setToolTip(tr("Across: width, down: level. The right button always does this."));
        break;
      case Tool::kZoom:
        action->setText(tr("Zoom"));
        action->setToolTip(tr("Drag up or down. Ctrl and the wheel always zoom."));
        break;
      case Tool::kLength:
        action->setText(tr("Length"));
        action->setToolTip(tr("Drag from end to end (L)"));
        break;
      case Tool::kRegion:
        action->setText(tr("Region"));
        action->setToolTip(tr("Mean and deviation in an ellipse (E)"));
        break;
      default:
        break;
    }
  }
  presets_button_->setText(tr("Presets") + QStringLiteral(" ▾"));
  presets_button_->setToolTip(tr("Window presets (keys 0 to 9)"));
  invert_->setText(tr("Invert"));
  invert_->setToolTip(tr("Black to white (I)"));
  fill_presets();
  fill_annotation_tools();
  fill_menus();
  fit();
  set_progress(done_, total_);
  fill_memory();
}

void ViewerTools::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QToolBar::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) fit();
}

void ViewerTools::resizeEvent(QResizeEvent* event) {
  QToolBar::resizeEvent(event);
  fit();
}

}  // namespace rdc::station
