// The station's link to the router: whether it stands, who is logged in, and the person's signing key.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "rdc/v1/session.grpc.pb.h"
#include "reading_station/session/call_runner.h"
#include "reading_station/session/link_poller.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only. Nothing blocks. Borrows clock.
class RouterConnection final : public QObject {
  Q_OBJECT
 public:
  enum class Link { kConnecting, kConnected, kLost };
  Q_ENUM(Link)

  // One channel for each address of the centre, in the order of preference. When the one in use cannot be reached the
  // next is tried, round and round; a login that the next router does not know asks for the password again.
  RouterConnection(std::vector<std::shared_ptr<grpc::Channel>> channels, const base::Clock& clock,
                   QObject* parent = nullptr);

  CallRunner& calls() { return runner_; }
  Link link() const { return link_; }
  bool logged_in() const { return self_.has_value(); }
  // Valid while logged_in().
  const v1::Self& self() const { return *self_; }
  bool has_signing_key() const { return self_ && !self_->signing_certificate_pem().empty(); }

  void log_in(const QString& user_name, const QString& password);
  void log_out();
  void change_password(const QString& current, const QString& next);
  // Makes a key locked with the PIN and has it certified.
  void enrol_signing_key(const QString& pin);
  // Signs exactly `bytes` with the person's key, unlocked for this moment only; done runs on the GUI thread.
  void sign(std::string bytes, const QString& pin, std::function<void(Result<std::string>)> done);

 Q_SIGNALS:
  void link_changed(rdc::station::RouterConnection::Link link);
  void login_succeeded();
  void login_failed(const rdc::Error& error);
  // Why, when the router ended it; nullopt after log_out().
  void session_ended(const std::optional<rdc::Error>& why);
  void password_changed();
  void password_refused(const rdc::Error& error);
  void signing_key_ready();
  void signing_key_failed(const rdc::Error& error);

 private:
  void watch_link();
  void try_another_router();
  void send_login(v1::LoginRequest request);
  void end_session(const std::optional<Error>& why);

  const base::Clock& clock_;
  CallRunner runner_;
  RouterStub<v1::Session> stub_;
  std::optional<v1::Self> self_;
  Link link_ = Link::kConnecting;
  QTimer link_timer_;
  QTimer login_wait_;  // active: waiting_login_ goes out when the link stands
  v1::LoginRequest waiting_login_;
  LinkPoller poller_;
};

}  // namespace rdc::station
