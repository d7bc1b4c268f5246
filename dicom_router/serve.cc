#include "dicom_router/serve.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "common/base/logging.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/server.h"
#include "dicom_router/access/access_authority.h"
#include "dicom_router/access/directory_service.h"
#include "dicom_router/access/network_address.h"
#include "dicom_router/access/role_table.h"
#include "dicom_router/access/session_service.h"
#include "dicom_router/alert/alert_service.h"
#include "dicom_router/alert/escalation.h"
#include "dicom_router/alert/webhook_sender.h"
#include "dicom_router/audit/audit_service.h"
#include "dicom_router/critical/critical_service.h"
#include "dicom_router/ecg/ecg_analyst.h"
#include "dicom_router/ecg/ecg_report_maker.h"
#include "dicom_router/ecg/ecg_service.h"
#include "dicom_router/ingest/ingest_service.h"
#include "dicom_router/ingest/staging_recovery.h"
#include "dicom_router/ledger/reconciler.h"
#include "dicom_router/mailbox/mailbox_service.h"
#include "dicom_router/report/report_service.h"
#include "dicom_router/study/study_service.h"
#include "dicom_router/worklist/worklist_service.h"

namespace rdc::router {
namespace {

constexpr std::chrono::seconds kGrace{10};

// Held while the router runs; the kernel gives it back when the process dies.
class InstanceLock {
 public:
  static Result<std::unique_ptr<InstanceLock>> take(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return fail(ErrorCode::kUnavailable, "CANNOT_LOCK", "cannot open {}", file.string());
    auto lock = std::unique_ptr<InstanceLock>(new InstanceLock(descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
      return fail(ErrorCode::kConflict, "ALREADY_RUNNING", "another router runs on {}", file.parent_path().string());
    return lock;
  }
  ~InstanceLock() { ::close(descriptor_); }
  InstanceLock(const InstanceLock&) = delete;
  InstanceLock& operator=(const InstanceLock&) = delete;

 private:
  explicit InstanceLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// The disk's side: what must be open before any service is.
struct Archive {
  std::unique_ptr<ObjectStore> objects;
  std::unique_ptr<Staging> staging;
  std::unique_ptr<Quarantine> quarantine;
  std::unique_ptr<base::ParseGuard> ecg_guard;
  RoutingRules routing;
  AlertConfig alerts;
  CriticalTable critical;
  StationKeys station_keys;
};

Result<Archive> open_archive(const DataDirectory& paths, Catalog& catalog, Machinery& machinery) {
  auto routing = RoutingRules::load(paths.routing());  // first: a mistake in it is found before anything is touched
  if (!routing) return fail(routing);
  auto alerts = AlertConfig::load(paths.alert_configuration());
  if (!alerts) return fail(alerts);
  auto critical = CriticalTable::load(paths.critical_table());
  if (!critical) return fail(critical);
  auto objects = ObjectStore::open(paths.objects(), machinery.fs);
  if (!objects) return fail(objects);
  auto staging = Staging::open(paths.staging(), machinery.fs);
  if (!staging) return fail(staging);
  const auto placed = place_unplaced(**staging, catalog, **objects, machinery.clock, machinery.fs);
  if (!placed) return fail(placed);
  if (*placed > 0) spdlog::warn("{} objects were moved into the store again after a power cut", *placed);
  auto quarantine = Quarantine::open(paths.quarantine(), machinery.fs, machinery.clock);
  if (!quarantine) return fail(quarantine);
  std::error_code error;
  std::filesystem::remove_all(paths.report_staging(), error);  // PDFs of calls that a crash cut off
  if (auto made = machinery.fs.create_directories(paths.report_staging()); !made) return fail(made);
  if (auto made = machinery.fs.create_directories(paths.ecg_parsing()); !made) return fail(made);
  auto ecg_guard = base::ParseGuard::open(paths.ecg_parsing(), machinery.fs);
  if (!ecg_guard) return fail(ecg_guard);
  auto station_keys = StationKeys::load_or_make(paths.station_key(), machinery.random, machinery.fs);
  if (!station_keys) return fail(station_keys);
  return Archive{std::move(*objects), std::move(*staging), std::move(*quarantine), std::move(*ecg_guard),
                 std::move(*routing), std::move(*alerts),  std::move(*critical),   std::move(*station_keys)};
}

// Every service and what it stands on, in order of construction; destroyed in reverse, after the server.
class Services {
 public:
  // `webhooks`: nullptr where none is configured.
  Services(Centre& centre, Archive& archive, WebhookSender* webhooks) : centre_(centre), archive_(archive) {
    if (webhooks != nullptr) webhooks_.emplace(*webhooks, clock());
  }

  AccessAuthority& access() { return access_; }
  std::vector<rpc::Offer> offers() {
    return {rpc::offer<v1::Session>(session_),   rpc::offer<v1::Directory>(directory_), rpc::offer<v1::Audit>(audit_),
            rpc::offer<v1::Mailbox>(mailbox_),   rpc::offer<v1::Report>(report_),       rpc::offer<v1::Study>(study_),
            rpc::offer<v1::Worklist>(worklist_), rpc::offer<v1::Ingest>(ingest_),       rpc::offer<v1::Alert>(alert_),
            rpc::offer<v1::Ecg>(ecg_),           rpc::offer<v1::Critical>(critical_)};
  }
  void close_feeds() {
    worklist_.close();
    alert_.close();
    critical_.close();
    letters_written_.close();
  }

 private:
  ReportDesk::Parts desk_parts() {
    return {centre_.database(),
            *archive_.objects,
            studies_,
            worklist_rows_,
            centre_.letters,
            centre_.audit,
            clock(),
            centre_.authority.certificate_pem(),
            [this] { letters_written_.notify(); },
            [this](soci::session& session, const v1::ReportDocument& document, const v1::DecideRequest* decision,
                   const rpc::Caller& signer) { return duty_desk_.reported(session, signer, document, decision); },
            [this](const v1::ReportDocument& document, const std::string& replaced, const rpc::Caller& signer) {
              return ecg_reports_.make(document, replaced, signer);
            }};
  }
  Result<void> ecg_stored(soci::session& session, long long instance_key) {
    const auto ecg = EcgStore::find(session, instance_key);
    return ecg ? ecg_alarms_.stored(session, *ecg) : Result<void>();
  }
  // Whoever checks a critical value has to be one who may send it.
  Result<CriticalChecker> checked_by(const rpc::Caller& caller, const std::string& user_name,
                                     const std::string& password) {
    const auto refused = [] {
      return fail(ErrorCode::kDenied, "CHECK_REFUSED",
                  "the check's name or password is wrong, or they may not send critical values");
    };
    auto account = centre_.accounts.vouch(caller, user_name, password, "critical.check");
    // Not "unauthenticated": the caller's own log-in is as good as before.
    if (!account && account.error().code == ErrorCode::kUnauthenticated) return refused();
    if (!account) return fail(account);
    const bool may = std::ranges::any_of(account->roles, [](v1::Role role) {
      return permissions_of_role(role).contains(v1::PERMISSION_NOTIFY_CRITICAL);
    });
    if (!may || account->must_change_password) return refused();
    return CriticalChecker{account->user_id, account->display_name};
  }
  const base::Clock& clock() const { return centre_.machinery.clock; }
  base::IdGenerator& ids() { return centre_.machinery.ids; }

  Centre& centre_;
  Archive& archive_;
  rpc::WorkerPool pool_{8};
  rpc::WorkerPool receiving_{2};
  rpc::WorkerPool finishing_{8};
  rpc::FeedHub letters_written_;
  std::atomic<bool> letter_waits_ = false;  // written by a transaction that may not be committed yet
  AuditSink audit_sink_ = [this](soci::session& session, const AuditEntry& entry) {
    return centre_.audit.append(session, entry);
  };
  LetterSink letter_sink_ = [this](soci::session& session, const std::string& site_id, const v1::Letter& letter) {
    letter_waits_ = true;
    return centre_.letters.append(session, site_id, letter);
  };
  CallerPort callers_{rpc::caller_of, rpc::recheck_of};
  AccessAuthority access_{centre_.database(), centre_.audit, clock()};
  CaseBook case_book_{{clock(), ids(), archive_.alerts, audit_sink_, letter_sink_}};
  EcgAlarms ecg_alarms_{case_book_};
  SiteDesk site_desk_{case_book_, ecg_alarms_};
  DutyDesk duty_desk_{case_book_, ecg_alarms_};
  StudyStore studies_{clock(), ids()};
  CriticalDesk critical_desk_{
      {clock(), ids(), archive_.critical, archive_.alerts.webhooks, studies_, audit_sink_, letter_sink_}};
  WorklistStore worklist_rows_{clock(), ids()};
  ItemIntake intake_{{*centre_.catalog, *archive_.objects, *archive_.staging, *archive_.quarantine,
                      centre_.machinery.fs, clock(), ids(), archive_.routing, audit_sink_, letter_sink_,
                      [this](soci::session& session, long long key) { return ecg_stored(session, key); }}};
  DerivedObjects derived_{{*centre_.catalog, *archive_.objects, ids(), clock(), audit_sink_}};
  EcgReportMaker ecg_reports_{{*centre_.catalog, *archive_.objects, derived_}};
  ReportDesk desk_{desk_parts()};

  SessionService session_{centre_.accounts,      centre_.enrolment,   centre_.authority,
                          archive_.station_keys, centre_.config.name, pool_};
  DirectoryService directory_{centre_.accounts, centre_.enrolment, centre_.facts(), pool_};
  AuditService audit_{centre_.database(), centre_.audit, [this] { return Reconciler(*centre_.catalog).reconcile(); },
                      pool_};
  MailboxService mailbox_{centre_.database(),
                          centre_.letters,
                          *archive_.objects,
                          centre_.audit,
                          letters_written_,
                          pool_,
                          [this](soci::session& session, const std::string& letter_id) -> Result<void> {
                            if (auto told = site_desk_.letter_kept(session, letter_id); !told) return told;
                            return critical_desk_.letter_kept(session, letter_id);
                          }};
  ReportService report_{desk_, centre_.machinery.fs, ids(), centre_.paths.report_staging(), pool_};
  StudyService study_{{*centre_.catalog, *archive_.objects, ids(), clock(), callers_, audit_sink_, pool_}};
  WorklistService worklist_{
      {*centre_.catalog, ids(), clock(), callers_, audit_sink_, pool_, centre_.config.claim_lease}};
  IngestService ingest_{{intake_, *archive_.staging, *centre_.catalog, clock(), callers_, receiving_, finishing_, {}}};
  AlertService alert_{{*centre_.catalog, case_book_, site_desk_, duty_desk_, clock(), callers_, pool_}};
  EcgService ecg_{{*centre_.catalog, *archive_.objects, studies_, ecg_alarms_, clock(), callers_, audit_sink_, pool_}};
  CriticalService critical_{{*centre_.catalog, critical_desk_,
                             [this](const rpc::Caller& caller, const std::string& name, const std::string& password) {
                               return checked_by(caller, name, password);
                             },
                             clock(), callers_, pool_}};
  Escalation escalation_{*centre_.catalog, case_book_, ecg_alarms_};
  Escalator escalator_{[this] { return escalation_.run_due(); }, clock()};
  Escalator critical_escalator_{[this] { return critical_desk_.run_due(*centre_.catalog); }, clock()};
  EcgAnalyst analyst_{{*centre_.catalog, *archive_.objects, *archive_.ecg_guard, clock(), ecg_alarms_, case_book_,
                       rules_of(archive_.alerts)}};
  std::optional<WebhookThread> webhooks_;
  // Wakes those who work off what the catalog holds: however busy it is, ten times a second at most.
  PacedNotifier workers_{[this] {
    analyst_.look_again();
    if (webhooks_) webhooks_->look_again();
  }};
  // Last: its callback reaches the feeds and the workers.
  std::shared_ptr<void> commits_ = centre_.database().on_commit([this] {
    if (letter_waits_.exchange(false)) letters_written_.notify();
    workers_.poke();
  });
};

Result<rpc::Identity> server_identity(const Centre& centre) {
  auto certificate = base::read_file(centre.paths.server_certificate(), 16 * 1024);
  if (!certificate) return fail(certificate);
  auto key = base::read_file(centre.paths.server_key(), 16 * 1024);
  if (!key) return fail(key);
  return rpc::Identity{centre.authority.certificate_pem(), std::move(*certificate), std::move(*key)};
}

void note(Centre& centre, const char* action) {
  auto entry = console_actor();
  entry.machine = "router";
  entry.action = action;
  auto written =
      centre.database().write<void>([&](soci::session& session) { return centre.audit.append(session, entry); });
  if (!written) spdlog::error("cannot write the audit: {}", written.error().message);
}

// While it lives, peers that TLS turns away are audited.
class TlsWatch {
 public:
  explicit TlsWatch(Centre& centre) {
    rpc::on_tls_refusal([&centre](const std::string& reason) {
      AuditEntry entry;
      entry.action = "access.refused";
      entry.subject = "tls";
      entry.outcome = "TLS_REFUSED";
      entry.detail = reason;
      centre.database().write_async(
          [&centre, entry](soci::session& session) { return centre.audit.append(session, entry); },
          [](const Result<void>&) {});
    });
  }
  ~TlsWatch() { rpc::on_tls_refusal({}); }
  TlsWatch(const TlsWatch&) = delete;
  TlsWatch& operator=(const TlsWatch&) = delete;
};

}  // namespace

Result<void> serve(const ServeOptions& options, Machinery& machinery, const std::function<void(int port)>& ready,
                   const std::function<void()>& wait) {
  auto centre = Centre::open(options.root, machinery);
  if (!centre) return fail(centre);
  const std::string listen = options.listen.empty() ? (*centre)->config.listen : options.listen;
  if (auto checked = check_listen_address(listen); !checked) return checked;
  auto lock = InstanceLock::take((*centre)->paths.lock());
  if (!lock) return fail(lock);
  auto refreshed = refresh_server_identity((*centre)->paths, (*centre)->authority, (*centre)->config, machinery);
  if (!refreshed) return refreshed;
  auto archive = open_archive((*centre)->paths, *(*centre)->catalog, machinery);
  if (!archive) return fail(archive);
  auto identity = server_identity(**centre);
  if (!identity) return fail(identity);

  auto& machine = (*centre)->machinery;
  auto webhooks = WebhookSender::create(
      *(*centre)->catalog, archive->alerts, (*centre)->paths.keys(),
      [&](soci::session& session, const AuditEntry& entry) { return (*centre)->audit.append(session, entry); },
      machine.clock, machine.random);
  if (!webhooks) return fail(webhooks);
  const auto services =
      std::make_unique<Services>(**centre, *archive, archive->alerts.webhooks.empty() ? nullptr : webhooks->get());
  const TlsWatch tls_watch(**centre);
  auto server = rpc::Server::start({listen, *identity}, services->offers(), services->access());
  if (!server) return fail(server);
  note(**centre, "router.start");
  spdlog::info("{} serves at {}", (*centre)->config.name, listen);
  ready((*server)->port());
  wait();
  spdlog::info("stopping");
  services->close_feeds();
  (*server)->shutdown(kGrace);
  note(**centre, "router.stop");
  return {};
}

}  // namespace rdc::router
