#include "reading_station/app/worklist_flow.h"

#include "reading_station/session/error_text.h"
#include "reading_station/worklist/archive_page.h"
#include "reading_station/worklist/assign_dialog.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

WorklistFlow::WorklistFlow(RouterConnection& connection, WorklistModel& model, ArchivePage& archive,
                           base::IdGenerator& ids, QWidget* window)
    : QObject(window),
      model_(model),
      archive_(archive),
      ids_(ids),
      window_(window),
      worklist_(connection.calls()),
      studies_(connection.calls()) {
  connect(&archive_, &ArchivePage::search_requested, this, [this](const v1::SearchStudiesRequest& request) {
    studies_.search(request, [this, mine = generation_](const Result<v1::SearchStudiesReply>& reply) {
      if (mine != generation_) return;
      reply ? archive_.show_page(*reply) : archive_.show_problem(reply.error());
    });
  });
}

void WorklistFlow::assign(const QString& item_id, const Settle& settle) {
  const v1::WorklistItem* item = model_.find(item_id);
  if (item == nullptr || dialog_ != nullptr) return;
  dialog_ = new AssignDialog(*item, window_);
  connect(dialog_, &AssignDialog::assign_requested, this,
          [this, item_id, settle](const QString& user_id, const QString& note) {
            if (!settle) return send(item_id, user_id, note);
            dialog_->set_busy(true);
            settle([this, item_id, user_id, note, mine = dialog_](bool at_centre) {
              if (mine == nullptr) return;
              if (at_centre) return send(item_id, user_id, note);
              mine->set_busy(false);
              mine->show_problem(
                  tr("What you typed is not at the centre yet: nobody else would see it. Try again once it is saved."));
            });
          });
  dialog_->open();
  worklist_.list_readers([this, mine = dialog_](const Result<v1::ListReadersReply>& reply) {
    if (mine == nullptr) return;
    if (!reply) return mine->show_problem(error_text(reply.error()));
    mine->set_readers({reply->readers().begin(), reply->readers().end()});
  });
}

void WorklistFlow::send(const QString& item_id, const QString& user_id, const QString& note) {
  v1::AssignRequest request;
  request.set_item_id(item_id.toStdString());
  request.set_user_id(user_id.toStdString());
  request.set_note(note.toStdString());
  const bool again =
      last_.item_id() == request.item_id() && last_.user_id() == request.user_id() && last_.note() == request.note();
  request.set_assignment_id(again ? last_.assignment_id() : ids_.next());
  last_ = request;
  dialog_->set_busy(true);
  worklist_.assign(std::move(request), [this, mine = dialog_](const Result<v1::WorklistItem>& item) {
    if (item) {
      last_.Clear();
      model_.apply({*item});
      Q_EMIT assigned(*item);
      if (mine != nullptr) mine->accept();
      return;
    }
    if (mine == nullptr) return;
    mine->set_busy(false);
    mine->show_problem(error_text(item.error()));
  });
}

void WorklistFlow::stop() {
  ++generation_;
  last_.Clear();
  archive_.forget();
}

}  // namespace rdc::station
