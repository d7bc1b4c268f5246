#include "common/dicom/storage_client.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/dimse.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/dicom/dimse_command.h"
#include "common/dicom/instance_header.h"
#include "common/dicom/mapped_file.h"
#include "common/dicom/nodelay_transport_layer.h"
#include "common/dicom/pdv_stream.h"
#include "common/dicom/uid.h"

namespace rdc::dicom {
namespace {

constexpr std::size_t kContextsAnAssociation = 128;  // odd identifiers 1..255 (PS3.8 7.1.1.13)

struct Kind {
  std::string sop_class_uid;
  std::string transfer_syntax_uid;
  auto operator<=>(const Kind&) const = default;
};

// A file as C-STORE wants it.
struct Outgoing {
  SentFile report;
  Kind kind;
  std::uint64_t data_set_offset = 0;
};

// Network and association of one call.
class Association {
 public:
  Association() = default;
  ~Association() {
    if (association_ != nullptr) ASC_destroyAssociation(&association_);
    if (network_ != nullptr) ASC_dropNetwork(&network_);
  }
  Association(const Association&) = delete;
  Association& operator=(const Association&) = delete;

  Result<void> open(const StoragePeer& peer, std::span<const Kind> kinds) {
    dcmDisableGethostbyaddr.set(OFTrue);
    dcmConnectionTimeout.set(static_cast<Sint32>(peer.connect_timeout.count()));
    answer_timeout_ = static_cast<int>(peer.answer_timeout.count());
    if (ASC_initializeNetwork(NET_REQUESTOR, 0, answer_timeout_, &network_).bad())
      return fail(ErrorCode::kInternal, "UNREACHABLE", "DCMTK cannot set up its network");
    ASC_setTransportLayer(network_, &transport_, 0);
    T_ASC_Parameters* parameters = nullptr;
    ASC_createAssociationParameters(&parameters, static_cast<long>(peer.max_pdu));
    ASC_setAPTitles(parameters, peer.calling_ae.c_str(), peer.called_ae.c_str(), nullptr);
    const auto address = fmt::format("{}:{}", peer.host, peer.port);
    ASC_setPresentationAddresses(parameters, "localhost", address.c_str());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const char* syntax = kinds[i].transfer_syntax_uid.c_str();
      ASC_addPresentationContext(parameters, static_cast<T_ASC_PresentationContextID>(2 * i + 1),
                                 kinds[i].sop_class_uid.c_str(), &syntax, 1);
    }
    const OFCondition opened = ASC_requestAssociation(network_, parameters, &association_);
    if (opened == DUL_ASSOCIATIONREJECTED)
      return fail(ErrorCode::kUnavailable, "ASSOCIATION_REJECTED", "{} refuses the association: check the AE titles",
                  address);
    if (opened.bad())
      return fail(ErrorCode::kUnavailable, "UNREACHABLE", "cannot reach {}: {}", address, opened.text());
    return {};
  }

  T_ASC_PresentationContextID context(const Kind& kind) const {
    return ASC_findAcceptedPresentationContextID(association_, kind.sop_class_uid.c_str(),
                                                 kind.transfer_syntax_uid.c_str());
  }
  T_ASC_Association* get() const { return association_; }
  int answer_timeout() const { return answer_timeout_; }
  void release() { ASC_releaseAssociation(association_); }

 private:
  NodelayTransportLayer transport_;
  T_ASC_Network* network_ = nullptr;
  T_ASC_Association* association_ = nullptr;
  int answer_timeout_ = 60;
};

Result<std::uint16_t> store(Association& association, const Outgoing& file) {
  const auto context = association.context(file.kind);
  const auto mapped = MappedFile::open(file.report.path);
  if (!mapped) return fail(mapped);
  T_ASC_Association* raw = association.get();
  // The request is sent by hand: DIMSE only sends a data set that it has parsed, or a file that it reads by itself.
  const auto request = make_store_request(raw->nextMsgID++, file.kind.sop_class_uid, file.report.sop_instance_uid);
  OFCondition done = send_fragments(*raw, context, DUL_COMMANDPDV, request);
  if (done.good()) done = send_fragments(*raw, context, DUL_DATASETPDV, mapped->bytes().subspan(file.data_set_offset));
  if (done.bad())
    return fail(ErrorCode::kUnavailable, "CONNECTION_LOST", "the connection was lost while sending: {}", done.text());
  T_ASC_PresentationContextID answered = 0;
  const auto answer = receive_command(*raw, association.answer_timeout(), answered);
  if (!answer || answer->field != DIMSE_C_STORE_RSP)
    return fail(ErrorCode::kUnavailable, "CONNECTION_LOST", "no answer to a C-STORE: {}",
                answer ? "another message came" : answer.error().message);
  return answer->status;
}

Outgoing examine(const std::filesystem::path& path) {
  Outgoing file;
  file.report.path = path;
  const auto header = read_header(path);
  if (!header) {
    file.report.refusal = header.error().message;
    return file;
  }
  file.report.sop_instance_uid = header->sop_instance_uid;
  file.kind = {header->sop_class_uid, header->transfer_syntax_uid};
  file.data_set_offset = header->structure.data_set_offset;
  if (file.kind.sop_class_uid.empty()) file.report.refusal = "the object has no SOP Class UID";
  return file;
}

class Sending {
 public:
  Sending(const StoragePeer& peer, const SendProgress& progress, std::size_t total)
      : peer_(peer), progress_(progress), total_(total) {}

  // Sends files of at most 128 kinds over one association.
  Result<bool> send_group(std::span<Outgoing> files, std::span<const Kind> kinds) {
    Association association;
    if (!kinds.empty()) {
      if (auto opened = association.open(peer_, kinds); !opened) return fail(opened);
    }
    bool going_on = true;
    for (Outgoing& file : files) {
      if (file.report.refusal.empty() && association.context(file.kind) == 0)
        file.report.refusal = "the peer takes no such class or transfer syntax";
      if (file.report.refusal.empty()) {
        auto status = store(association, file);
        if (!status) return fail(status);
        file.report.status = *status;
      }
      done_.push_back(file.report);
      going_on = !progress_ || progress_(done_.back(), done_.size(), total_);
      if (!going_on) break;
    }
    if (!kinds.empty()) association.release();
    return going_on;
  }

  std::vector<SentFile> take() { return std::move(done_); }

 private:
  const StoragePeer& peer_;
  const SendProgress& progress_;
  std::size_t total_;
  std::vector<SentFile> done_;
};

}  // namespace

Result<std::vector<SentFile>> send_files(const StoragePeer& peer, std::span<const std::filesystem::path> files,
                                         const SendProgress& progress) {
  std::vector<Outgoing> outgoing;
  outgoing.reserve(files.size());
  for (const auto& path : files) outgoing.push_back(examine(path));
  Sending sending(peer, progress, files.size());
  for (std::size_t begin = 0; begin < outgoing.size();) {
    std::vector<Kind> kinds;
    std::size_t end = begin;
    for (; end < outgoing.size(); ++end) {
      if (!outgoing[end].report.refusal.empty() || std::ranges::find(kinds, outgoing[end].kind) != kinds.end())
        continue;
      if (kinds.size() == kContextsAnAssociation) break;
      kinds.push_back(outgoing[end].kind);
    }
    auto sent = sending.send_group(std::span(outgoing).subspan(begin, end - begin), kinds);
    if (!sent) return fail(sent);
    if (!*sent) break;
    begin = end;
  }
  return sending.take();
}

Result<void> echo(const StoragePeer& peer) {
  Association association;
  const Kind kind{std::string(kVerification), std::string(kImplicitLittleEndian)};
  if (auto opened = association.open(peer, std::span(&kind, 1)); !opened) return opened;
  DIC_US status = 0;
  const OFCondition done = DIMSE_echoUser(association.get(), association.get()->nextMsgID++, DIMSE_NONBLOCKING,
                                          association.answer_timeout(), &status, nullptr);
  if (done.bad() || status != STATUS_Success)
    return fail(ErrorCode::kUnavailable, "ECHO_FAILED", "C-ECHO was not answered with success: {}", done.text());
  association.release();
  return {};
}

}  // namespace rdc::dicom
