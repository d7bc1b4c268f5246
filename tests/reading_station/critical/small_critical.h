// The Critical service of a router in this process: it remembers what was asked, answers as the contract says, and can
// be made unreachable.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/rpc/status.h"
#include "rdc/v1/critical.grpc.pb.h"
#include "tests/reading_station/small_server.h"

namespace rdc::station {

inline v1::CriticalTable small_table() {
  v1::CriticalTable table;
  table.set_name("清河县影像危急值");
  table.set_version("2026-1");
  table.set_source("县医疗质控中心〔2026〕3号");
  const auto add = [&](const char* id, const char* zh, const char* en, v1::CriticalExam exam, const char* word) {
    auto& entry = *table.add_entries();
    entry.set_entry_id(id);
    entry.mutable_name()->set_zh(zh);
    entry.mutable_name()->set_en(en);
    entry.set_exam(exam);
    entry.add_words(word);
  };
  add("tension-pneumothorax", "张力性气胸", "Tension pneumothorax", v1::CRITICAL_EXAM_IMAGING, "张力性气胸");
  add("perforation", "空腔脏器穿孔", "Perforation of a hollow organ", v1::CRITICAL_EXAM_IMAGING, "穿孔");
  add("ecg-pause", "R-R 间期 ≥ 3.0 秒", "R-R of 3.0 s or more", v1::CRITICAL_EXAM_ECG, "停搏");
  table.set_read_back_minutes(10);
  table.set_action_minutes(30);
  return table;
}

class SmallCritical final : public v1::Critical::Service {
 public:
  ~SmallCritical() override { notices_.end(); }
  std::vector<std::shared_ptr<grpc::Channel>> channels() const { return server_.channels(); }

  // Tells every watcher.
  void put(const v1::CriticalNotice& one) { notices_.put(one.notice_id(), one); }
  // From now on the next so many writes get no answer but UNAVAILABLE; they were made all the same.
  void drop_answers(int count) {
    const std::lock_guard lock(mutex_);
    drop_ = count;
  }
  void refuse_next(const char* reason) {
    const std::lock_guard lock(mutex_);
    refuse_ = reason;
  }
  v1::CriticalNotice find(const std::string& id) const { return notices_.find(id); }
  std::size_t count() const { return notices_.all().size(); }
  // As they came, repeated ones too.
  std::vector<v1::NotifyCriticalRequest> notified() const {
    const std::lock_guard lock(mutex_);
    return notified_;
  }

  grpc::Status GetTable(grpc::ServerContext*, const v1::GetCriticalTableRequest*, v1::CriticalTable* reply) override {
    *reply = small_table();
    return grpc::Status::OK;
  }
  grpc::Status Notify(grpc::ServerContext*, const v1::NotifyCriticalRequest* request,
                      v1::NotifyCriticalReply* reply) override {
    {
      const std::lock_guard lock(mutex_);
      notified_.push_back(*request);
    }
    v1::CriticalNotice made = find(request->notice_id());
    made.set_notice_id(request->notice_id());
    made.set_study_id(request->study_id());
    made.set_finding(request->finding());
    made.mutable_notified_at()->set_seconds(1'772'438'400);
    if (made.state() == v1::CRITICAL_STATE_UNSPECIFIED) made.set_state(v1::CRITICAL_STATE_SENT);
    return write(made, reply->mutable_notice());
  }
  grpc::Status RecordPhoneReadBack(grpc::ServerContext*, const v1::RecordPhoneReadBackRequest* request,
                                   v1::RecordPhoneReadBackReply* reply) override {
    auto made = find(request->notice_id());
    made.mutable_read_back()->set_by(request->by());
    made.mutable_read_back()->set_text(request->text());
    made.mutable_read_back()->set_via(v1::CRITICAL_VIA_PHONE);
    made.set_state(v1::CRITICAL_STATE_READ_BACK);
    return write(made, reply->mutable_notice());
  }
  grpc::Status RecordPhoneAction(grpc::ServerContext*, const v1::RecordPhoneActionRequest* request,
                                 v1::RecordPhoneActionReply* reply) override {
    auto made = find(request->notice_id());
    auto& action = *made.add_actions();
    action.set_by(request->by());
    action.set_doctor(request->doctor());
    action.set_text(request->text());
    made.set_state(v1::CRITICAL_STATE_ACTED);
    return write(made, reply->mutable_notice());
  }
  grpc::Status Close(grpc::ServerContext*, const v1::CloseCriticalRequest* request,
                     v1::CloseCriticalReply* reply) override {
    auto made = find(request->notice_id());
    made.mutable_closed_at()->set_seconds(1'772'440'000);
    made.set_state(v1::CRITICAL_STATE_CLOSED);
    return write(made, reply->mutable_notice());
  }
  grpc::Status List(grpc::ServerContext*, const v1::ListCriticalRequest* request,
                    v1::ListCriticalReply* reply) override {
    const auto notices = notices_.all();
    for (auto it = notices.rbegin(); it != notices.rend(); ++it)
      if (request->study_id().empty() || it->second.study_id() == request->study_id())
        *reply->add_notices() = it->second;
    return grpc::Status::OK;
  }
  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchCriticalRequest* request,
                     grpc::ServerWriter<v1::CriticalChange>* out) override {
    return notices_.watch(
        context, request->cursor(), out,
        [](v1::CriticalChange& change, const v1::CriticalNotice& one) { *change.mutable_notice() = one; });
  }

 private:
  grpc::Status write(const v1::CriticalNotice& made, v1::CriticalNotice* out) {
    {
      const std::lock_guard lock(mutex_);
      if (refuse_ != nullptr) return rpc::to_status({ErrorCode::kDenied, std::exchange(refuse_, nullptr), "refused"});
    }
    put(made);
    *out = find(made.notice_id());
    const std::lock_guard lock(mutex_);
    if (drop_ == 0) return grpc::Status::OK;
    --drop_;
    return rpc::to_status({ErrorCode::kUnavailable, "LINK_CUT", "cut"});
  }

  WatchedRecords<v1::CriticalNotice> notices_;
  mutable std::mutex mutex_;
  std::vector<v1::NotifyCriticalRequest> notified_;
  int drop_ = 0;
  const char* refuse_ = nullptr;
  SmallServer server_{*this};  // last
};

}  // namespace rdc::station
