// The row of tools above the images, with the loading progress at its end. What a narrow window has no room for is in
// the last menu, "More", which is always there.
#pragma once

#include <QToolBar>
#include <set>
#include <vector>

#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/window_presets.h"

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace rdc::station {

// GUI thread only. Buttons only ask (signals); what they show is set from outside.
class ViewerTools final : public QToolBar {
  Q_OBJECT
 public:
  explicit ViewerTools(QWidget* parent = nullptr);
  // Progress and notices: a line of its own, which its parent lays out. On the bar a narrow window would hide them.
  QWidget* status() const { return status_; }

  void set_tool(ImageCanvas::Tool tool);
  void set_inverted(bool inverted);
  void set_grid(StudyViewer::Grid grid);
  void set_protocols(const std::vector<const HangingProtocol*>& fitting, const QString& chosen);
  void set_enhancement(const imaging::Enhancement& how);
  void set_state(bool linked, bool cine, bool mpr);
  // Hidden when the study has none.
  void set_documents(int count, bool shown);
  // A sentence in the place of the progress; "" takes it away.
  void set_notice(const QString& text);
  void set_presets(const std::vector<WindowPreset>& presets);
  // Bytes of decoded images kept, and their limit.
  void set_memory(std::size_t used, std::size_t limit);
  // Hidden when everything is there.
  void set_progress(int done, int total);

 Q_SIGNALS:
  void tool_chosen(rdc::station::ImageCanvas::Tool tool);
  void invert_chosen(bool inverted);
  void preset_chosen(int index);  // -1: the file's own window
  void grid_chosen(rdc::station::StudyViewer::Grid grid);
  void protocol_chosen(const QString& id);
  void action_chosen(const QString& id);  // of StudyViewer::action_list()
  void enhancement_chosen(const rdc::imaging::Enhancement& how);
  void slab_chosen(const rdc::station::Slab& slab);
  void clear_chosen();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  // A button that goes into "More" when the row is too narrow: as its menu, or as its action.
  struct Movable {
    QAction* place;  // on the bar
    QToolButton* of_menu;
    QAction* action;
  };
  void retranslate();
  void fit();
  int width_without(const std::set<const QAction*>& places) const;
  void fill_presets();
  void fill_memory();
  void fill_annotation_tools();
  void fill_menus();
  void fill_layouts();
  void fill_view_menu();
  void fill_moved(QMenu* menu);
  // On the bar; `place`: what shows and hides it there.
  QToolButton* menu_button(QAction** place = nullptr);
  QAction* put_button(QAction** place);
  QAction* action_button(const char* id, QAction** place);

  std::vector<std::pair<ImageCanvas::Tool, QAction*>> tools_;
  QAction* invert_ = nullptr;
  QAction* link_ = nullptr;
  QAction* cine_ = nullptr;
  QAction* mpr_ = nullptr;
  QAction* documents_ = nullptr;
  QAction* documents_place_ = nullptr;
  int document_count_ = 0;
  QToolButton* layouts_ = nullptr;
  QToolButton* protocols_button_ = nullptr;
  QToolButton* enhance_ = nullptr;
  QToolButton* slab_ = nullptr;
  QToolButton* more_ = nullptr;
  std::vector<Movable> movable_;    // in the order in which they go
  std::set<const QAction*> moved_;  // places of those in "More" now
  StudyViewer::Grid grid_;
  struct Protocol {
    QString id, zh, en;
  };
  std::vector<Protocol> protocols_;
  QString protocol_;
  QString notice_;
  imaging::Enhancement enhancement_;
  QToolButton* annotation_button_ = nullptr;  // the tools that have no button of their own
  QToolButton* presets_button_ = nullptr;
  std::vector<WindowPreset> presets_;
  QWidget* status_ = nullptr;
  QLabel* progress_text_ = nullptr;
  QProgressBar* progress_ = nullptr;
  int done_ = 0, total_ = 0;
  bool progress_seen_ = true;
  QLabel* memory_text_ = nullptr;
  std::size_t memory_used_ = 0, memory_limit_ = 0;  // MiB
};

}  // namespace rdc::station
