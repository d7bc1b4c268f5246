// The running agent: everything wired together, in the order it must start and stop.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "acquisition_agent/alert/alert_sender.h"
#include "acquisition_agent/alert/case_letters.h"
#include "acquisition_agent/alert/critical_book.h"
#include "acquisition_agent/analysis/ecg_analyst.h"
#include "acquisition_agent/config.h"
#include "acquisition_agent/enrolment.h"
#include "acquisition_agent/inbox/inbox.h"
#include "acquisition_agent/local_api/agent_service.h"
#include "acquisition_agent/receive/dicom_receiver.h"
#include "acquisition_agent/receive/drop_folder.h"
#include "acquisition_agent/spool/send_queue.h"
#include "acquisition_agent/transfer/ledger_reporter.h"
#include "acquisition_agent/transfer/transfer.h"
#include "acquisition_agent/upkeep.h"
#include "common/rpc/server.h"

namespace rdc::agent {

// One agent to a data folder, by a lock that the kernel releases when the process ends, however it ends.
class DataLock {
 public:
  // kConflict/ALREADY_RUNNING.
  static Result<DataLock> take(const std::filesystem::path& data);
  ~DataLock();
  DataLock(DataLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  DataLock& operator=(DataLock&&) = delete;

 private:
  explicit DataLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

inline std::filesystem::path socket_of(const std::filesystem::path& data) { return data / "agent.sock"; }

// Borrows fs, clock and random. The destructor stops in order: devices first, then the link, then the spool.
class AcquisitionAgent {
 public:
  static Result<std::unique_ptr<AcquisitionAgent>> start(Config config, base::FileSystem& fs, const base::Clock& clock,
                                                         base::Random& random);
  ~AcquisitionAgent();

  // 0 when receiving DICOM is switched off.
  std::uint16_t dicom_port() const { return receiver_ ? receiver_->port() : std::uint16_t{0}; }
  const Enrolment& enrolment() const { return enrolment_; }
  const LinkStatus& link() const { return status_; }

 private:
  AcquisitionAgent(Config config, DataLock lock, Enrolment enrolment, base::FileSystem& fs, const base::Clock& clock,
                   base::Random& random);
  Result<void> start_spool();
  Result<void> start_alerts();
  Result<void> start_link();
  Result<void> start_receiving();

  const Config config_;
  const DataLock lock_;
  const Enrolment enrolment_;
  base::FileSystem& fs_;
  const base::Clock& clock_;
  base::Random& random_;
  base::IdGenerator ids_;
  // Members are destroyed from the last to the first.
  LinkStatus status_;
  KnownDevices devices_;
  SendQueue queue_;
  PriorityGate gate_;
  Bandwidth bandwidth_;
  SecureRouterLink link_;
  std::unique_ptr<Spool> spool_;
  std::unique_ptr<FileIntake> intake_;
  std::unique_ptr<Preparer> preparer_;
  std::unique_ptr<SiteClock> site_clock_;
  std::unique_ptr<CaseBook> book_;
  std::unique_ptr<CriticalBook> criticals_;
  std::unique_ptr<CaseLetters> case_letters_;
  std::unique_ptr<AlertSender> alert_sender_;
  std::unique_ptr<EcgAnalyst> analyst_;
  std::unique_ptr<Upkeep> upkeep_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<LedgerReporter> ledger_;
  std::unique_ptr<Transfer> transfer_;
  rpc::WorkerPool pool_{2};
  std::unique_ptr<AgentService> service_;
  std::unique_ptr<rpc::Server> local_server_;
  std::unique_ptr<rpc::Server> console_server_;
  std::vector<std::unique_ptr<DropFolder>> drop_folders_;
  std::unique_ptr<dicom::StorageServer> receiver_;
};

}  // namespace rdc::agent
