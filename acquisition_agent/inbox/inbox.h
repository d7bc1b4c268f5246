// Receives the site's letters, verifies signed reports and keeps them, then acknowledges. In order, each once; a crash
// at any point repeats the last letter, to the same end.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "acquisition_agent/alert/case_letters.h"
#include "acquisition_agent/inbox/letter_store.h"
#include "acquisition_agent/inbox/results_folder.h"
#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/link_status.h"
#include "acquisition_agent/transfer/router_link.h"
#include "common/base/random.h"
#include "rdc/v1/mailbox.grpc.pb.h"
#include "rdc/v1/report.pb.h"

namespace rdc::agent {

struct InboxParts {
  Spool& spool;
  LinkStatus& status;
  RouterLink& link;
  base::FileSystem& fs;
  const base::Clock& clock;
  base::Random& random;
  CaseLetters* cases = nullptr;  // none: letters about emergencies are kept as seen, of unknown kind
};

// Borrows all parts. The destructor ends the subscription after the step in hand.
class Inbox {
 public:
  static Result<std::unique_ptr<Inbox>> start(InboxParts parts, std::filesystem::path results,
                                              std::string centre_ca_pem);

  LetterStore& letters() { return letters_; }

 private:
  Inbox(InboxParts parts, ResultsFolder results, std::string centre_ca_pem);
  void run(std::stop_token stop);
  Result<void> subscribe(std::stop_token stop);
  // `last`: sequence of the newest letter kept, moved on.
  Result<void> take(const v1::Delivery& delivery, std::uint64_t& last, std::stop_token stop);
  Result<void> acknowledge_again(const std::string& letter_id, std::stop_token stop);
  Result<void> receive(const v1::Letter& letter, std::stop_token stop);
  Result<KeptLetter> receive_report(const v1::Letter& letter, std::stop_token stop);
  Result<KeptLetter> receive_other(const v1::Letter& letter);
  Result<KeptLetter> receive_rejection(const v1::Letter& letter);
  Result<void> verify(const v1::ReportLetter& letter, std::string& accession_number);
  Result<void> verify_previous(const v1::ReportDocument& document, const v1::ReportLetter& letter);
  Result<std::string> fetch_dicom_report(const v1::Letter& letter, std::stop_token stop);
  bool asking_again_helps(const Error& error, const v1::ObjectReference& object);
  Result<void> fetch(const std::string& letter_id, const v1::ObjectReference& object, std::uint64_t limit,
                     std::stop_token stop);
  Result<void> fetch_rest(const std::string& letter_id, const v1::ObjectReference& object, std::stop_token stop);
  Result<void> acknowledge(const KeptLetter& letter, std::stop_token stop);
  void drop_incoming(const v1::ReportLetter& letter);

  InboxParts parts_;
  LetterStore letters_;
  ResultsFolder results_;
  const std::string centre_ca_pem_;
  std::unique_ptr<v1::Mailbox::Stub> stub_;
  bool answered_ = false;
  // The DICOM report that is being fetched, how much of it is here, and how often asking brought nothing more.
  struct Asked {
    std::string sha256;
    std::uint64_t here = 0;
    int in_vain = 0;
  };
  Asked asked_;
  std::jthread thread_;  // last
};

}  // namespace rdc::agent
