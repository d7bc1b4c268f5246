// C-STORE by hand: PDUs as bytes on a socket, with nothing between the file and the wire that would read, mend or
// refuse what is sent. For peers that are broken or hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace rdc::testkit {

// Explicit little endian of one storage class is all it proposes. Blocking; not thread-safe. The destructor closes the
// connection without a release, as a device does that is switched off.
class RawAssociation {
 public:
  struct Options {
    std::uint16_t port = 0;
    std::string calling_ae = "CT01";
    std::string called_ae = "RDC_AGENT";
    std::string sop_class_uid = "1.2.840.10008.5.1.4.1.1.2";
  };
  // kUnavailable: no connection, or the association was refused.
  static Result<RawAssociation> open(const Options& options);
  ~RawAssociation();
  RawAssociation(RawAssociation&& other) noexcept;
  RawAssociation& operator=(RawAssociation&&) = delete;

  // The DIMSE status of the answer. nullopt: the peer aborted or closed instead of answering.
  std::optional<std::uint16_t> store(const std::string& sop_instance_uid, std::string_view data_set);
  // The same with a command set of the caller's making.
  std::optional<std::uint16_t> send(std::string_view command_set, std::string_view data_set);
  // The request and the beginning of its data set; the rest never comes.
  bool store_part(const std::string& sop_instance_uid, std::string_view data_set);
  // A whole P-DATA-TF header that promises `length` bytes, and then `bytes` only.
  bool send_broken_pdu(std::uint32_t length, std::string_view bytes);

  // Nothing more will come: as a pulled cable shows at the peer's end. Returns when the peer has closed its own.
  void cut();

  // A C-STORE-RQ command set.
  static std::string store_command(const std::string& sop_class_uid, const std::string& sop_instance_uid);

 private:
  RawAssociation(int socket, std::string sop_class_uid) : socket_(socket), sop_class_uid_(std::move(sop_class_uid)) {}
  bool write(std::string_view bytes);
  enum class Ending { kComplete, kOpen };
  bool write_fragments(unsigned char control, std::string_view bytes, Ending ending = Ending::kComplete);
  std::optional<std::string> read_pdu();  // type byte first; nullopt when the connection ended

  int socket_;
  std::string sop_class_uid_;
};

}  // namespace rdc::testkit
