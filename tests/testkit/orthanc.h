// Debian's Orthanc as a peer: an archive to compare with, or a modality that sends to us. Its own folder and ports,
// reachable from this machine only, TCP_NODELAY on.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/testkit/child_process.h"

namespace rdc::testkit {

// A TCP port of the loopback that is free now.
std::uint16_t free_port();

struct HttpAnswer {
  int status = 0;
  std::string body;
};
// HTTP/1.0 to the loopback. kUnavailable: no connection or no answer.
Result<HttpAnswer> http(std::uint16_t port, const std::string& method, const std::string& path,
                        const std::string& body = {});

class Orthanc {
 public:
  struct Peer {  // where it sends to
    std::string called_ae = "RDC";
    std::uint16_t port = 0;
  };
  // Whether Debian's package is installed.
  static bool installed();
  // Starts it and returns when it answers. kUnavailable with its log when it does not start.
  static Result<std::unique_ptr<Orthanc>> start(const std::filesystem::path& directory, const Peer& peer);

  std::uint16_t dicom_port() const { return dicom_port_; }
  const std::string& ae_title() const { return ae_title_; }
  // Uploads a file into Orthanc; its identifier there.
  Result<std::string> upload(const std::filesystem::path& file);
  // Sends everything it holds to the peer by C-STORE; returns when it is done. kUnavailable with Orthanc's reason.
  Result<void> send_all_to_peer();
  Result<std::int64_t> instances();
  Result<void> forget_everything();

 private:
  Orthanc() = default;
  std::uint16_t dicom_port_ = 0;
  std::uint16_t http_port_ = 0;
  std::string ae_title_ = "ORTHANC";
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace rdc::testkit
