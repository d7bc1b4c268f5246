// The menus of the row of tools: layouts, hanging protocols, slabs, enhancement, and the rest.
#include <QLayout>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <algorithm>
#include <array>

#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {

QToolButton* ViewerTools::menu_button(QAction** place) {
  auto* button = new QToolButton(this);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(new QMenu(button));
  QAction* at = addWidget(button);
  if (place != nullptr) *place = at;
  return button;
}

// Not addAction(): what is hidden on the bar must not be hidden in a menu.
QAction* ViewerTools::put_button(QAction** place) {
  auto* button = new QToolButton(this);
  auto* action = new QAction(button);
  button->setDefaultAction(action);
  *place = addWidget(button);
  return action;
}

int ViewerTools::width_without(const std::set<const QAction*>& places) const {
  const QMargins around = layout()->contentsMargins();
  int width = around.left() + around.right();
  for (QAction* action : actions()) {
    const bool none = action == documents_place_ && document_count_ == 0;
    QWidget* widget = widgetForAction(action);
    if (!none && widget != nullptr && !places.contains(action))
      width += widget->sizeHint().width() + layout()->spacing();
  }
  return width;
}

void ViewerTools::fit() {
  if (more_ == nullptr) return;  // not built yet
  std::set<const QAction*> places;
  for (const Movable& one : movable_) {
    if (width_without(places) <= width()) break;
    places.insert(one.place);
  }
  if (places == moved_) return;
  moved_ = std::move(places);
  for (const Movable& one : movable_) one.place->setVisible(!moved_.contains(one.place));
  fill_view_menu();
}

// In the order of the bar.
void ViewerTools::fill_moved(QMenu* menu) {
  // Those on the bar too: the words of before must not come back with another language.
  for (const Movable& one : movable_)
    if (one.of_menu != nullptr) one.of_menu->menu()->setTitle(one.of_menu->text().remove(QStringLiteral(" ▾")));
  for (QAction* place : actions()) {
    const auto one = std::ranges::find(movable_, place, &Movable::place);
    if (one == movable_.end() || !moved_.contains(place)) continue;
    if (one->of_menu == nullptr) {
      menu->addAction(one->action);
      continue;
    }
    QAction* opens = menu->addMenu(one->of_menu->menu());
    opens->setEnabled(one->of_menu->isEnabled());
  }
  if (!moved_.empty()) menu->addSeparator();
}

QAction* ViewerTools::action_button(const char* id, QAction** place) {
  QAction* action = put_button(place);
  connect(action, &QAction::triggered, this, [this, name = QString::fromLatin1(id)] { Q_EMIT action_chosen(name); });
  return action;
}

void ViewerTools::set_grid(StudyViewer::Grid grid) {
  if (grid_ == grid) return;
  grid_ = grid;
  fill_layouts();
}

void ViewerTools::set_protocols(const std::vector<const HangingProtocol*>& fitting, const QString& chosen) {
  protocols_.clear();
  for (const HangingProtocol* protocol : fitting)
    protocols_.push_back({protocol->id, protocol->name_zh, protocol->name_en});
  protocol_ = chosen;
  fill_menus();
}

void ViewerTools::set_enhancement(const imaging::Enhancement& how) {
  if (enhancement_ == how) return;
  enhancement_ = how;
  fill_menus();
}

void ViewerTools::set_state(bool linked, bool cine, bool mpr) {
  link_->setChecked(linked);
  cine_->setChecked(cine);
  mpr_->setChecked(mpr);
  slab_->setEnabled(mpr);
  slab_->menu()->menuAction()->setEnabled(mpr);  // where it is a part of "More"
}

// The row's width may be another with them.
void ViewerTools::set_documents(int count, bool shown) {
  document_count_ = count;
  documents_->setText(tr("Documents (%1)").arg(count));
  documents_place_->setVisible(count > 0);
  documents_->setChecked(shown);
  fit();
}

void ViewerTools::set_notice(const QString& text) {
  notice_ = text;
  set_progress(done_, total_);
}

void ViewerTools::fill_layouts() {
  layouts_->setText(QStringLiteral("%1×%2 ▾").arg(grid_.rows).arg(grid_.columns));
  QMenu* menu = layouts_->menu();
  menu->clear();
  for (int rows = 1; rows <= StudyViewer::kMaxSide; ++rows)
    for (int columns = 1; columns <= StudyViewer::kMaxSide; ++columns) {
      QAction* action = menu->addAction(QStringLiteral("%1×%2").arg(rows).arg(columns), this, [this, rows, columns] {
        Q_EMIT grid_chosen({rows, columns});
      });
      action->setCheckable(true);
      action->setChecked(grid_ == StudyViewer::Grid{rows, columns});
    }
}

void ViewerTools::fill_menus() {
  fill_layouts();
  layouts_->setToolTip(tr("Layout, rows × columns (Ctrl and a digit)"));
  // The translation itself says which name is wanted.
  const bool chinese = tr("language of names", "en or zh") == QLatin1String("zh");
  QMenu* hanging = protocols_button_->menu();
  hanging->clear();
  for (const Protocol& protocol : protocols_) {
    QAction* action = hanging->addAction(chinese ? protocol.zh : protocol.en, this,
                                         [this, id = protocol.id] { Q_EMIT protocol_chosen(id); });
    action->setCheckable(true);
    action->setChecked(protocol.id == protocol_);
  }
  protocols_button_->setText(tr("Hanging") + QStringLiteral(" ▾"));
  protocols_button_->setToolTip(tr("Hanging protocols that fit this study (. next, comma before)"));
  link_->setText(tr("Link"));
  link_->setToolTip(tr("Scroll the viewports together: by place in the patient, else as far apart as now (S)"));
  cine_->setText(tr("Cine"));
  cine_->setToolTip(tr("Run through the series (space); Ctrl and the arrows change the speed"));
  mpr_->setText(tr("MPR"));
  mpr_->setToolTip(tr("Axial, coronal and sagittal planes of this series (U)"));
  documents_->setText(tr("Documents (%1)").arg(document_count_));
  documents_->setToolTip(tr("Structured reports and PDFs that came with the study (D)"));
  QMenu* slabs = slab_->menu();
  slabs->clear();
  slab_->setText(tr("Slab") + QStringLiteral(" ▾"));
  slab_->setToolTip(tr("Thickness and kind of reformatted images"));
  slabs->addAction(tr("Thin"), this, [this] { Q_EMIT slab_chosen({}); });
  const std::array<std::pair<QString, imaging::SlabMode>, 3> modes{{{tr("MIP"), imaging::SlabMode::kMaximum},
                                                                    {tr("MinIP"), imaging::SlabMode::kMinimum},
                                                                    {tr("Average"), imaging::SlabMode::kAverage}}};
  for (const auto& [name, mode] : modes)
    for (const double thickness : {5.0, 10.0, 20.0, 40.0})
      slabs->addAction(tr("%1, %2 mm").arg(name).arg(thickness), this,
                       [this, slab = Slab{thickness, mode}] { Q_EMIT slab_chosen(slab); });
  QMenu* enhance = enhance_->menu();
  enhance->clear();
  enhance_->setText(tr("Enhance") + QStringLiteral(" ▾"));
  enhance_->setToolTip(tr("Only what is shown changes; measurements read the original (Q)"));
  const std::array<std::pair<QString, imaging::Enhancement>, 6> kinds{{{tr("Off"), {}},
                                                                       {tr("Multi-scale contrast"), {0.6, 0, 0}},
                                                                       {tr("Multi-scale contrast, strong"), {1, 0, 0}},
                                                                       {tr("Local contrast (CLAHE)"), {0, 0.6, 0}},
                                                                       {tr("Sharpening"), {0, 0, 0.6}},
                                                                       {tr("Contrast and sharpening"), {0.5, 0, 0.4}}}};
  for (const auto& [name, how] : kinds) {
    QAction* action = enhance->addAction(name, this, [this, how = how] { Q_EMIT enhancement_chosen(how); });
    action->setCheckable(true);
    action->setChecked(how == enhancement_);
  }
  fill_view_menu();
}

void ViewerTools::fill_view_menu() {
  more_->setText(tr("More") + QStringLiteral(" ▾"));
  more_->setToolTip(tr("Everything else, with its key"));
  QMenu* menu = more_->menu();
  menu->clear();
  fill_moved(menu);
  constexpr std::array kShown{"fit",        "actual",    "true_size",    "reset",     "",
                              "turn_right", "turn_left", "flip_across",  "flip_down", "",
                              "overlays",   "shutter",   "presentation", "magnifier", "lines",
                              "maximise",   "",          "full_screen",  "test_page", "edit_keys"};
  const auto actions = StudyViewer::action_list();
  for (const char* id : kShown) {
    const auto action = std::ranges::find(actions, QString::fromLatin1(id), &KeyAction::id);
    if (action == actions.end()) {
      menu->addSeparator();
      continue;
    }
    menu->addAction(action->text, this, [this, name = action->id] { Q_EMIT action_chosen(name); });
  }
}

}  // namespace rdc::station
