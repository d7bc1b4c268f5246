// A change feed of the router that is kept standing: opened again after every cut, from the last change seen, so that
// nothing is missed. What is watched, and what a change means, is its owner's.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <grpcpp/grpcpp.h>
#include <QObject>
#include <QTimer>

#include "reading_station/session/call_runner.h"
#include "reading_station/session/server_stream.h"

namespace rdc::station {

// GUI thread only. Borrows the runner. What is under way when the feed goes is cancelled and dropped.
class StandingFeed final : public QObject {
  Q_OBJECT
 public:
  // What shows that changes arrive as they happen. A stream that was opened again may hang in a dead link for long.
  enum class Proof {
    kMessage,           // a message, be it a heartbeat
    kLink,              // or that the link under the opened stream stands
    kLinkAfterFailure,  // as kLink; when nothing failed before, that it was opened: the router has just answered
  };
  enum class WhenDenied { kAskAgain, kGiveUp };
  struct Rules {
    // Before it is opened again: doubled each time that nothing came, at random down to the half.
    std::chrono::milliseconds first_pause{500};
    std::chrono::milliseconds longest_pause{10'000};
    Proof proof = Proof::kMessage;
    std::chrono::milliseconds look{500};  // how often the link is looked at
    WhenDenied when_denied = WhenDenied::kAskAgain;
    std::chrono::milliseconds silence{35'000};  // two heartbeats missed: the stream is dead
  };

  // `attempt`: called by start() and after each pause; it ends in watch() or in failed().
  StandingFeed(CallRunner& runner, const Rules& rules, std::function<void()> attempt, QObject* parent = nullptr);
  ~StandingFeed() override;

  // From the beginning, unless it is started.
  void start();
  void stop();
  bool started() const { return started_; }
  bool live() const { return live_; }

  // open(context, request, reactor) makes the call; the request, which gets its cursor here, lives until it is sent.
  // receive(change) gets each message of this watch, in order.
  template <typename Change, typename Request, typename Open, typename Receive>
  void watch(Request request, Open open, Receive receive);

  // For an attempt that asks for something else before it watches: a step of it. What was begun before is no longer
  // wanted; the function says whether this one still is.
  std::function<bool()> begin_step();
  // Such a step's answer: what is watched comes after this.
  void go_on_after(std::uint64_t cursor) { cursor_ = cursor; }
  // Such a step failed.
  void failed(const Error& error);

 Q_SIGNALS:
  // nullopt in `why`: just not yet, or stopped.
  void live_changed(bool live, const std::optional<rdc::Error>& why);

 private:
  void opened();
  void heard(std::uint64_t cursor);
  void ended(const Error& error);
  void look_at_link();
  void set_live(bool live, const std::optional<Error>& why = {});

  CallRunner& runner_;
  const Rules rules_;
  const std::function<void()> attempt_;
  std::shared_ptr<grpc::ClientContext> watch_;
  // Counts steps. Shared with what is under way, which may come when the feed is gone.
  const std::shared_ptr<quint64> step_ = std::make_shared<quint64>(0);
  std::uint64_t cursor_ = 0;
  bool started_ = false;
  bool live_ = false;
  int failures_ = 0;
  QTimer pause_;
  QTimer silence_;
  QTimer proof_;
};

template <typename Change, typename Request, typename Open, typename Receive>
void StandingFeed::watch(Request request, Open open, Receive receive) {
  request.set_cursor(cursor_);
  const auto wanted = begin_step();
  auto gate = runner_.gate();
  watch_ = ServerStream<Change>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<Change>* reactor) {
        open(context, &request, reactor);  // serialized by StartCall, within ServerStream::open()
      },
      [this, gate, wanted, receive](Change&& change) {
        gate->post([this, wanted, receive, change = std::move(change)]() mutable {
          if (!wanted()) return;
          heard(change.cursor());
          if (wanted()) receive(std::move(change));  // whoever heard that it lives may have stopped it
        });
        return true;
      },
      [this, gate, wanted](const grpc::Status& status) {
        gate->post([this, wanted, error = rpc::from_status(status)] {
          if (wanted()) ended(error);
        });
      });
  opened();
}

}  // namespace rdc::station
