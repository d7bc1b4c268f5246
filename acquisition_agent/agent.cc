#include "acquisition_agent/agent.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "acquisition_agent/analysis/ecg_opinion.h"
#include "common/base/logging.h"

namespace rdc::agent {

Result<DataLock> DataLock::take(const std::filesystem::path& data) {
  const auto file = data / "lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(ErrorCode::kUnavailable, "CANNOT_LOCK", "cannot open {}: {}", file.string(), std::strerror(errno));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return fail(ErrorCode::kConflict, "ALREADY_RUNNING", "another agent is running on {}", data.string());
  }
  return DataLock(descriptor);
}

DataLock::~DataLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::unique_ptr<AcquisitionAgent>> AcquisitionAgent::start(Config config, base::FileSystem& fs,
                                                                  const base::Clock& clock, base::Random& random) {
  auto enrolment = load_enrolment(config.data);
  if (!enrolment) return fail(enrolment);
  if (!config.router_addresses.empty()) enrolment->router_addresses = config.router_addresses;
  auto lock = DataLock::take(config.data);
  if (!lock) return fail(lock);
  std::unique_ptr<AcquisitionAgent> agent(
      new AcquisitionAgent(std::move(config), std::move(*lock), std::move(*enrolment), fs, clock, random));
  if (auto started = agent->start_spool(); !started) return fail(started);
  if (auto started = agent->start_alerts(); !started) return fail(started);
  if (auto started = agent->start_link(); !started) return fail(started);
  if (auto started = agent->start_receiving(); !started) return fail(started);
  return agent;
}

AcquisitionAgent::AcquisitionAgent(Config config, DataLock lock, Enrolment enrolment, base::FileSystem& fs,
                                   const base::Clock& clock, base::Random& random)
    : config_(std::move(config)),
      lock_(std::move(lock)),
      enrolment_(std::move(enrolment)),
      fs_(fs),
      clock_(clock),
      random_(random),
      ids_(clock, random),
      devices_(config_.devices, config_.accept_unknown_devices),
      queue_(clock),
      gate_(clock),
      bandwidth_(config_.bandwidth, clock),
      link_(enrolment_.router_addresses, enrolment_.identity) {}

AcquisitionAgent::~AcquisitionAgent() {
  if (receiver_) receiver_->stop();
  drop_folders_.clear();
  if (service_) service_->close_feeds();
  if (local_server_) local_server_->shutdown(std::chrono::seconds(2));
}

Result<void> AcquisitionAgent::start_spool() {
  auto spool = Spool::open(config_.spool, fs_, clock_, ids_);
  if (!spool) return fail(spool);
  spool_ = std::move(*spool);
  intake_ = std::make_unique<FileIntake>(*spool_);
  preparer_ = std::make_unique<Preparer>(config_.coding, *spool_, status_, fs_, clock_);
  return {};
}

Result<void> AcquisitionAgent::start_alerts() {
  auto known = spool_->database().read<std::vector<ClockMeasurement>>(
      [](soci::session& session) -> Result<std::vector<ClockMeasurement>> {
        return rows::clock_measurements(session);
      });
  if (!known) return fail(known);
  site_clock_ = std::make_unique<SiteClock>(clock_, boot_id_of_this_machine(), std::move(*known));
  book_ = std::make_unique<CaseBook>(spool_->database(), *site_clock_, ids_);
  criticals_ = std::make_unique<CriticalBook>(*book_, ids_);
  case_letters_ = std::make_unique<CaseLetters>(*book_);
  alert_sender_ = std::make_unique<AlertSender>(AlertSenderParts{*book_, status_, link_, clock_, random_});
  auto analyst = EcgAnalyst::start(config_.data, *spool_, *book_, fs_, clock_, analyse_file);
  if (!analyst) return fail(analyst);
  analyst_ = std::move(*analyst);
  return {};
}

Result<void> AcquisitionAgent::start_link() {
  upkeep_ =
      std::make_unique<Upkeep>(UpkeepParts{*spool_, devices_, link_, fs_, clock_, random_}, config_.data, enrolment_);
  auto inbox = Inbox::start({*spool_, status_, link_, fs_, clock_, random_, case_letters_.get()}, config_.results,
                            enrolment_.identity.ca_pem);
  if (!inbox) return fail(inbox);
  inbox_ = std::move(*inbox);
  ledger_ = std::make_unique<LedgerReporter>(LedgerReporter::Options{}, *spool_, link_, clock_, random_);
  auto transfer = Transfer::start(
      {*spool_, queue_, gate_, bandwidth_, *preparer_, status_, clock_, random_, site_clock_.get()}, link_);
  if (!transfer) return fail(transfer);
  transfer_ = std::move(*transfer);
  // After the lanes': an ECG is on its way before it is looked at here.
  spool_->on_owed([this](const Item& item) { analyst_->offer(item); });
  return {};
}

Result<void> AcquisitionAgent::start_receiving() {
  AgentServiceParts parts{*spool_,
                          *intake_,
                          status_,
                          inbox_->letters(),
                          enrolment_.site_id,
                          enrolment_.site_name,
                          [this] { return upkeep_->certificate_until(); },
                          *book_,
                          *criticals_,
                          analyst_->store(),
                          clock_};
  service_ = std::make_unique<AgentService>(std::move(parts), pool_);
  auto server = rpc::Server::start_local(socket_of(config_.data).string(), {rpc::offer<v1::Agent>(*service_)});
  if (!server) return fail(server);
  local_server_ = std::move(*server);
  if (!config_.console_socket.empty()) {
    auto console =
        rpc::Server::start_local(config_.console_socket, {rpc::offer<v1::Agent>(*service_)}, config_.console_group);
    if (!console) return fail(console);
    console_server_ = std::move(*console);
  }
  for (const DropFolderOptions& options : config_.drop_folders) {
    auto folder = DropFolder::start(options, *intake_, clock_);
    if (!folder) return fail(folder);
    drop_folders_.push_back(std::move(*folder));
  }
  if (!config_.dicom_enabled) return {};
  auto receiver = start_dicom_receiver(config_.dicom, *spool_, devices_);
  if (!receiver) return fail(receiver);
  receiver_ = std::move(*receiver);
  return {};
}

}  // namespace rdc::agent
