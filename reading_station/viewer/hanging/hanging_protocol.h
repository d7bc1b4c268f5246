// How a study is laid out when it opens: which image in which viewport, in which window. Protocols are data (TOML, see
// hanging_file.h); this is their meaning. No widget in it.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "common/imaging/image_info.h"

namespace rdc::station {

// Something that can be hung: one image of a projection (DX, CR, MG…), else a whole series.
struct HangItem {
  int series = -1;  // of the viewer
  int index = 0;    // its image to show
  QString modality;
  QString body_part;  // body part, series and study description together: devices put the part in any of them
  QString view;       // View Position, "" while unknown
  QString laterality;
  int images = 1;
  bool prior = false;
};

// Empty lists and unset values say nothing. Words match without regard to case; a body part matches when it is found
// anywhere in HangItem::body_part.
struct ViewportRule {
  QStringList modality;
  QStringList body_part;
  QStringList view;
  QStringList laterality;
  bool prior = false;
  int same_as = 0;  // shows what viewport 1, 2… of this protocol shows; 0: something not hung yet
  std::optional<imaging::WindowSetting> window;
};

struct HangingProtocol {
  enum class Prior { kAny, kRequired, kAbsent };

  QString id;
  QString name_zh;
  QString name_en;
  int rows = 1;
  int columns = 1;
  QStringList modality;
  QStringList body_part;
  QStringList views;  // each must be among the current study's images
  int min_items = 1;  // images (projections) or series of the current study
  int max_items = 0;  // 0: any number
  Prior prior = Prior::kAny;
  std::vector<ViewportRule> viewports;  // row by row; at most rows x columns

  QString name(bool chinese) const { return chinese ? name_zh : name_en; }
};

// How specifically the protocol fits: -1 not at all, else the larger the better.
int match_score(const HangingProtocol& protocol, const std::vector<HangItem>& items);

// Protocols that fit, the best first; equals in their given order.
std::vector<const HangingProtocol*> matching_protocols(const std::vector<HangingProtocol>& protocols,
                                                       const std::vector<HangItem>& items);

struct HungItem {
  HangItem item;
  std::optional<imaging::WindowSetting> window;
};
// One element a viewport; nullopt: nothing fits its rule.
std::vector<std::optional<HungItem>> hang(const HangingProtocol& protocol, const std::vector<HangItem>& items);

// "lung", "mediastinum", "bone", "brain", "abdomen", "liver", "subdural": the presets of the digit keys.
std::optional<imaging::WindowSetting> named_window(const QString& name);

}  // namespace rdc::station
