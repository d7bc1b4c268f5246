// What the worklist's pages ask of the router beside reading: giving items to readers, searching the archive.
#pragma once

#include <functional>

#include <QObject>
#include <QPointer>

#include "common/base/ids.h"
#include "reading_station/session/router_connection.h"
#include "reading_station/session/study_client.h"
#include "reading_station/session/worklist_client.h"

namespace rdc::station {

class ArchivePage;
class AssignDialog;
class WorklistModel;

// GUI thread only. Borrows what it is given.
class WorklistFlow final : public QObject {
  Q_OBJECT
 public:
  WorklistFlow(RouterConnection& connection, WorklistModel& model, ArchivePage& archive, base::IdGenerator& ids,
               QWidget* window);

  // Called once it is decided to whom; `go_on` says whether what was typed for the item is at the centre.
  using Settle = std::function<void(std::function<void(bool at_centre)> go_on)>;
  // Asks to whom, and gives it to them. An item that is not on the list: nothing. `settle`: of an item that is open
  // here.
  void assign(const QString& item_id, const Settle& settle = {});
  // The session is over: late answers are dropped, what was found is forgotten.
  void stop();

 Q_SIGNALS:
  void assigned(const rdc::v1::WorklistItem& item);

 private:
  void send(const QString& item_id, const QString& user_id, const QString& note);

  WorklistModel& model_;
  ArchivePage& archive_;
  base::IdGenerator& ids_;
  QWidget* window_;
  WorklistClient worklist_;
  StudyClient studies_;
  QPointer<AssignDialog> dialog_;
  v1::AssignRequest last_;  // sent again with its identifier while nothing of it changes
  quint64 generation_ = 0;
};

}  // namespace rdc::station
