// Documents of the open study beside its images.
#include <QGridLayout>
#include <algorithm>

#include "reading_station/viewer/documents/document_pane.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {

void StudyViewer::connect_documents() {
  documents_->set_image_words([this](const ImageOf& image) {
    const auto place = place_of(image);
    if (!place || place->second.number < 1) return QString();
    return tr("series %1, image %2").arg(place->second.series).arg(place->second.number);
  });
  connect(documents_, &DocumentPane::close_wanted, this, [this] { set_documents_shown(false); });
  connect(documents_, &DocumentPane::image_wanted, this, &StudyViewer::show_image_of);
}

void StudyViewer::take_documents() {
  documents_->set_documents(study_.documents);
  tools_->set_documents(documents_->count(), documents_shown());
  if (documents_->count() == 0) set_documents_shown(false);
}

bool StudyViewer::documents_shown() const { return documents_->isVisibleTo(this); }

void StudyViewer::set_documents_shown(bool shown) {
  if (shown && documents_->count() == 0) return say(tr("This study has no documents."));
  documents_->setVisible(shown);
  // An empty column with a share of the width would take it.
  static_cast<QGridLayout*>(layout())->setColumnStretch(2, shown ? 2 : 0);
  if (shown) documents_->wake();
  tools_->set_documents(documents_->count(), shown);
}

void StudyViewer::show_image_of(const ImageOf& image) {
  const auto place = place_of(image);
  if (!place || place->second.number < 1) return;
  for (std::size_t i = 0; i < stacks_.size(); ++i) {
    const int index = stacks_[i].index_of(place->first);
    if (index < 0) continue;
    hung_by_hand_ = true;
    return show_in_tile(active_tile(), static_cast<int>(i), index);
  }
}

}  // namespace rdc::station
