#include "reading_station/session/router_connection.h"

#include "common/identity/cms_signature.h"
#include "common/identity/secret.h"
#include "common/identity/signing_key.h"

namespace rdc::station {
namespace {

// Asking the channel for its state is a look at memory, not a call.
constexpr int kLinkLookMs = 250;

}  // namespace

RouterConnection::RouterConnection(std::vector<std::shared_ptr<grpc::Channel>> channels, const base::Clock& clock,
                                   QObject* parent)
    : QObject(parent), clock_(clock), runner_(std::move(channels)), stub_(runner_), poller_(runner_.channel()) {
  connect(&runner_, &CallRunner::unauthenticated, this, [this](const QString& reason) {
    end_session(Error{ErrorCode::kUnauthenticated, reason.toStdString(), ""});
  });
  connect(&link_timer_, &QTimer::timeout, this, &RouterConnection::watch_link);
  link_timer_.start(kLinkLookMs);
  login_wait_.setSingleShot(true);
  connect(&login_wait_, &QTimer::timeout, this, [this] {
    waiting_login_.Clear();
    Q_EMIT login_failed({ErrorCode::kUnavailable, "LOGIN_UNREACHABLE", ""});
  });
  watch_link();
}

void RouterConnection::watch_link() {
  Link now = Link::kConnecting;
  switch (runner_.channel()->GetState(true)) {
    case GRPC_CHANNEL_READY:
      now = Link::kConnected;
      break;
    case GRPC_CHANNEL_TRANSIENT_FAILURE:
    case GRPC_CHANNEL_SHUTDOWN:
      now = Link::kLost;
      try_another_router();
      break;
    default:
      // From lost, another attempt is no news until it succeeds.
      now = link_ == Link::kLost ? Link::kLost : Link::kConnecting;
  }
  if (now == link_) return;
  link_ = now;
  Q_EMIT link_changed(link_);
  if (link_ == Link::kConnected && login_wait_.isActive()) {
    login_wait_.stop();
    send_login(std::exchange(waiting_login_, {}));
  }
}

void RouterConnection::try_another_router() {
  if (runner_.routers() < 2) return;
  runner_.use_next_router();
  poller_.poll(runner_.channel());
}

void RouterConnection::log_in(const QString& user_name, const QString& password) {
  v1::LoginRequest request;
  request.set_user_name(user_name.toStdString());
  request.set_password(password.toStdString());
  runner_.set_token({});
  if (link_ == Link::kConnected) return send_login(std::move(request));
  // Which router answers is not known yet: a link that is just coming up is no failed login.
  waiting_login_ = std::move(request);
  login_wait_.start(rpc::kUnaryDeadline);
}

void RouterConnection::send_login(v1::LoginRequest request) {
  runner_.unary<v1::LoginReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->Login(context, message, reply, std::move(callback));
      },
      [this](Result<v1::LoginReply> reply) {
        if (!reply && reply.error().code == ErrorCode::kUnavailable)
          return Q_EMIT login_failed({ErrorCode::kUnavailable, "LOGIN_UNREACHABLE", ""});
        if (!reply) return Q_EMIT login_failed(reply.error());
        runner_.set_token(reply->session_token());
        runner_.set_disk_keys(
            {identity::SealKey::of(reply->station_cache_key()), identity::SealKey::of(reply->person_draft_key())});
        identity::wipe(*reply->mutable_station_cache_key());
        identity::wipe(*reply->mutable_person_draft_key());
        self_ = reply->self();
        Q_EMIT login_succeeded();
      });
}

void RouterConnection::log_out() {
  if (!self_) return;
  runner_.unary<v1::LogoutReply>(
      v1::LogoutRequest(),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->Logout(context, message, reply, std::move(callback));
      },
      [](const Result<v1::LogoutReply>&) {});
  end_session(std::nullopt);
}

void RouterConnection::end_session(const std::optional<Error>& why) {
  if (!self_) return;
  self_.reset();
  runner_.set_token({});
  Q_EMIT session_ended(why);
  // Last: what was unsaved has been handed over with them.
  runner_.set_disk_keys({});
}

void RouterConnection::change_password(const QString& current, const QString& next) {
  v1::ChangePasswordRequest request;
  request.set_current_password(current.toStdString());
  request.set_new_password(next.toStdString());
  runner_.unary<v1::ChangePasswordReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ChangePassword(context, message, reply, std::move(callback));
      },
      [this](const Result<v1::ChangePasswordReply>& reply) {
        if (!reply) return Q_EMIT password_refused(reply.error());
        if (self_) self_->set_must_change_password(false);
        Q_EMIT password_changed();
      });
}

void RouterConnection::enrol_signing_key(const QString& pin) {
  runner_.background(
      [secret = identity::Secret(pin.toStdString())]() mutable {
        // The envelope's key derivation takes a third of a second on purpose.
        return identity::make_signing_key(secret.view());
      },
      [this](Result<identity::SigningKeyRequest> made) {
        if (!made) return Q_EMIT signing_key_failed(made.error());
        v1::EnrolSigningKeyRequest request;
        request.set_certificate_request_pem(made->certificate_request_pem);
        request.set_key_envelope(made->key_envelope);
        runner_.unary<v1::EnrolSigningKeyReply>(
            std::move(request),
            [this](auto* context, auto* message, auto* reply, auto callback) {
              stub_->async()->EnrolSigningKey(context, message, reply, std::move(callback));
            },
            [this, envelope = made->key_envelope](const Result<v1::EnrolSigningKeyReply>& reply) {
              if (!reply) return Q_EMIT signing_key_failed(reply.error());
              if (!self_) return;
              self_->set_signing_certificate_pem(reply->certificate_pem());
              self_->set_signing_key_envelope(envelope);
              Q_EMIT signing_key_ready();
            });
      });
}

void RouterConnection::sign(std::string bytes, const QString& pin, std::function<void(Result<std::string>)> done) {
  if (!has_signing_key()) {
    return done(tl::unexpected<Error>(Error{ErrorCode::kConflict, "NO_SIGNING_KEY", "no signing key is enrolled"}));
  }
  runner_.background(
      [&clock = clock_, bytes = std::move(bytes), secret = identity::Secret(pin.toStdString()),
       envelope = self_->signing_key_envelope(),
       certificate = self_->signing_certificate_pem()]() -> Result<std::string> {
        auto key = identity::open_signing_key(envelope, secret.view());
        if (!key) return fail(key);
        return identity::cms_sign(bytes, *key, certificate, clock);
      },
      std::move(done));
}

}  // namespace rdc::station
