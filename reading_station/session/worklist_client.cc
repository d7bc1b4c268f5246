#include "reading_station/session/worklist_client.h"

namespace rdc::station {

void WorklistClient::list_readers(std::function<void(Result<v1::ListReadersReply>)> done) {
  runner_.unary<v1::ListReadersReply>(
      v1::ListReadersRequest(),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ListReaders(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void WorklistClient::assign(v1::AssignRequest request, std::function<void(Result<v1::WorklistItem>)> done) {
  runner_.unary<v1::AssignReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->Assign(context, message, reply, std::move(callback));
      },
      [done = std::move(done)](const Result<v1::AssignReply>& reply) {
        if (!reply) return done(Result<v1::WorklistItem>(fail(reply)));
        done(Result<v1::WorklistItem>(reply->item()));
      });
}

}  // namespace rdc::station
