// AgentService's calls of the clinic console.
#include "acquisition_agent/local_api/agent_service.h"

namespace rdc::agent {

AgentService::AgentService(AgentServiceParts parts, rpc::WorkerPool& pool)
    : parts_(std::move(parts)), pool_(pool), views_({parts_.spool, parts_.book, parts_.status, parts_.site_name}) {
  listening_ = parts_.spool.database().on_commit([this] { hub_.notify(); });
}

grpc::ServerWriteReactor<v1::ClinicView>* AgentService::Watch(grpc::CallbackServerContext*,
                                                              const v1::WatchClinicRequest*) {
  rpc::FeedOptions<v1::ClinicView> options;
  // A view is whole, so one that comes too soon after the last is left to the heartbeat.
  auto last = std::make_shared<std::optional<base::MonotonicTime>>();
  options.next = [this, last]() -> Result<std::vector<v1::ClinicView>> {
    std::vector<v1::ClinicView> views;
    const auto now = parts_.clock.monotonic();
    if (*last && now - **last < kTogether) return views;
    auto view = views_.make();
    if (!view) return fail(view);
    *last = now;
    views.push_back(std::move(*view));
    return views;
  };
  options.heartbeat = [this] { return views_.make().value_or(v1::ClinicView{}); };
  options.heartbeat_every = kAtLeastEvery;
  return rpc::serve_feed<v1::ClinicView>(pool_, hub_, std::move(options));
}

grpc::ServerUnaryReactor* AgentService::PressChestPain(grpc::CallbackServerContext* context,
                                                       const v1::PressChestPainRequest* request,
                                                       v1::PressChestPainReply* reply) {
  return rpc::serve_unary(pool_, context, [this, request, reply]() -> Result<void> {
    auto case_id = parts_.book.press_chest_pain(*request);
    if (!case_id) return fail(case_id);
    reply->set_case_id(std::move(*case_id));
    return {};
  });
}

grpc::ServerUnaryReactor* AgentService::RecordPoint(grpc::CallbackServerContext* context,
                                                    const v1::RecordPointRequest* request, v1::RecordPointReply*) {
  return rpc::serve_unary(pool_, context, [this, request] { return parts_.book.record_point(*request); });
}

grpc::ServerUnaryReactor* AgentService::UndoPoint(grpc::CallbackServerContext* context,
                                                  const v1::UndoPointRequest* request, v1::UndoPointReply*) {
  return rpc::serve_unary(pool_, context, [this, request] { return parts_.book.undo_point(request->point_id()); });
}

grpc::ServerUnaryReactor* AgentService::JoinEcg(grpc::CallbackServerContext* context, const v1::JoinEcgRequest* request,
                                                v1::JoinEcgReply*) {
  return rpc::serve_unary(pool_, context,
                          [this, request] { return parts_.book.join_ecg(request->case_id(), request->item_id()); });
}

grpc::ServerUnaryReactor* AgentService::ReadBackAnswer(grpc::CallbackServerContext* context,
                                                       const v1::ReadBackAnswerRequest* request,
                                                       v1::ReadBackAnswerReply*) {
  return rpc::serve_unary(pool_, context, [this, request] { return parts_.book.read_back(*request); });
}

grpc::ServerUnaryReactor* AgentService::ReadBackCritical(grpc::CallbackServerContext* context,
                                                         const v1::ReadBackClinicCriticalRequest* request,
                                                         v1::ReadBackClinicCriticalReply*) {
  return rpc::serve_unary(pool_, context, [this, request] { return parts_.criticals.read_back(*request); });
}

grpc::ServerUnaryReactor* AgentService::RecordCriticalAction(grpc::CallbackServerContext* context,
                                                             const v1::RecordClinicCriticalActionRequest* request,
                                                             v1::RecordClinicCriticalActionReply*) {
  return rpc::serve_unary(pool_, context, [this, request] { return parts_.criticals.record_action(*request); });
}

grpc::ServerUnaryReactor* AgentService::SeeWarning(grpc::CallbackServerContext* context,
                                                   const v1::SeeWarningRequest* request, v1::SeeWarningReply*) {
  return rpc::serve_unary(pool_, context, [this, request] {
    return parts_.analyses.mark_seen(request->item_id(), request->by(), parts_.clock.now());
  });
}

}  // namespace rdc::agent
