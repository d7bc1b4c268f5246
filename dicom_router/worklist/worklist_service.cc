#include "dicom_router/worklist/worklist_service.h"

#include <atomic>

#include "common/rpc/server_calls.h"

namespace rdc::router {
namespace {

constexpr int kChangesALook = 256;

Claimant claimant_of(const rpc::Caller& caller) {
  return {caller.user_id, caller.user_display_name, caller.machine_id};
}

AuditEntry entry(const rpc::Caller& caller, std::string action, std::string subject, std::string outcome = "ok") {
  return {caller.user_id, caller.machine_name, std::move(action), std::move(subject), std::move(outcome), ""};
}

}  // namespace

WorklistService::WorklistService(Parts parts)
    : parts_(std::move(parts)),
      store_(parts_.clock, parts_.ids),
      assignments_({parts_.catalog, store_, parts_.audit}),
      keeper_(parts_.catalog, store_, parts_.clock, parts_.audit),
      notifier_([this] { hub_.notify(); }),
      commits_(parts_.catalog.database().on_commit([this] { notifier_.poke(); })) {}

grpc::ServerUnaryReactor* WorklistService::List(grpc::CallbackServerContext* context,
                                                const v1::ListWorklistRequest* request, v1::ListWorklistReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    auto noted = parts_.catalog.write<void>(
        [&](soci::session& session) { return parts_.audit(session, entry(caller, "worklist.list", "")); });
    if (!noted) return noted;
    auto listed = parts_.catalog.read<v1::ListWorklistReply>(
        [&](soci::session& session) { return store_.list(session, *request, claimant_of(caller)); });
    if (!listed) return fail(listed);
    *reply = std::move(*listed);
    return {};
  });
}

grpc::ServerWriteReactor<v1::WorklistChange>* WorklistService::Watch(grpc::CallbackServerContext* context,
                                                                     const v1::WatchWorklistRequest* request) {
  const auto caller = parts_.callers.caller_of(*context);
  auto cursor = std::make_shared<std::atomic<std::uint64_t>>(request->cursor());
  auto noted = std::make_shared<bool>(false);
  rpc::FeedOptions<v1::WorklistChange> options;
  options.heartbeat_every = parts_.heartbeat;
  if (parts_.callers.recheck_of) options.recheck = parts_.callers.recheck_of(*context, v1::PERMISSION_READ_WORKLIST);
  options.next = [this, caller, cursor, noted]() -> Result<std::vector<v1::WorklistChange>> {
    if (!*noted) {
      auto written = parts_.catalog.write<void>(
          [&](soci::session& session) { return parts_.audit(session, entry(caller, "worklist.watch", "")); });
      if (!written) return fail(written);
      *noted = true;
    }
    auto changes = parts_.catalog.read<WorklistStore::Changes>([&](soci::session& session) {
      return store_.changes_after(session, cursor->load(), kChangesALook, claimant_of(caller));
    });
    if (!changes) return fail(changes);
    std::vector<v1::WorklistChange> messages;
    messages.reserve(changes->items.size());
    for (auto& item : changes->items) {
      auto& message = messages.emplace_back();
      message.set_cursor(item.change());
      *message.mutable_item() = std::move(item);
    }
    if (!messages.empty()) messages.back().set_cursor(changes->cursor);
    cursor->store(changes->cursor);
    return messages;
  };
  options.heartbeat = [cursor] {
    v1::WorklistChange beat;
    beat.set_cursor(cursor->load());
    return beat;
  };
  return rpc::serve_feed<v1::WorklistChange>(parts_.pool, hub_, std::move(options));
}

grpc::ServerUnaryReactor* WorklistService::Claim(grpc::CallbackServerContext* context, const v1::ClaimRequest* request,
                                                 v1::ClaimReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    const auto until = base::to_micros(parts_.clock.now() + parts_.lease);
    auto claimed = parts_.catalog.write<v1::WorklistItem>([&](soci::session& session) -> Result<v1::WorklistItem> {
      std::string taken_from;
      if (request->take_over()) taken_from = store_.lift_assignment(session, request->item_id(), claimant_of(caller));
      auto item = store_.claim(session, request->item_id(), claimant_of(caller), until);
      if (!item) return item;  // and the assignment stands: this rolls back
      if (!taken_from.empty()) {
        auto taken = entry(caller, "worklist.take_over", item->study_id());
        taken.detail = taken_from;
        if (auto noted = parts_.audit(session, taken); !noted) return fail(noted);
      }
      if (auto noted = parts_.audit(session, entry(caller, "worklist.claim", item->study_id())); !noted)
        return fail(noted);
      return item;
    });
    if (!claimed) return fail(claimed);
    keeper_.look_again();
    *reply->mutable_item() = std::move(*claimed);
    reply->set_lease_seconds(static_cast<std::uint32_t>(parts_.lease.count()));
    return {};
  });
}

grpc::ServerUnaryReactor* WorklistService::Release(grpc::CallbackServerContext* context,
                                                   const v1::ReleaseRequest* request, v1::ReleaseReply*) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      if (auto released = store_.release(session, request->item_id(), claimant_of(caller)); !released) return released;
      return parts_.audit(session, entry(caller, "worklist.release", request->item_id()));
    });
  });
}

grpc::ServerUnaryReactor* WorklistService::Assign(grpc::CallbackServerContext* context,
                                                  const v1::AssignRequest* request, v1::AssignReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto item = assignments_.assign(parts_.callers.caller_of(*context), *request);
    if (!item) return fail(item);
    *reply->mutable_item() = std::move(*item);
    return {};
  });
}

grpc::ServerUnaryReactor* WorklistService::ListReaders(grpc::CallbackServerContext* context,
                                                       const v1::ListReadersRequest*, v1::ListReadersReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto readers = assignments_.readers(parts_.callers.caller_of(*context));
    if (!readers) return fail(readers);
    *reply = std::move(*readers);
    return {};
  });
}

}  // namespace rdc::router
