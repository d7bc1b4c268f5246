#include "tests/testkit/orthanc.h"

#include <cstring>
#include <fstream>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/file_system.h"

namespace rdc::testkit {
namespace {

constexpr const char* kProgram = "/usr/sbin/Orthanc";

int connected_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

// Value of a string field of a small JSON answer.
std::string json_text(const std::string& json, const std::string& field) {
  const auto key = json.find("\"" + field + "\"");
  if (key == std::string::npos) return {};
  const auto begin = json.find('"', json.find(':', key)) + 1;
  return json.substr(begin, json.find('"', begin) - begin);
}

std::int64_t json_number(const std::string& json, const std::string& field) {
  const auto key = json.find("\"" + field + "\"");
  if (key == std::string::npos) return -1;
  return std::strtoll(json.c_str() + json.find(':', key) + 1, nullptr, 10);
}

}  // namespace

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  close(fd);
  return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

Result<HttpAnswer> http(std::uint16_t port, const std::string& method, const std::string& path,
                        const std::string& body) {
  const int fd = connected_to(port);
  if (fd < 0) return fail(ErrorCode::kUnavailable, "NO_CONNECTION", "nothing answers on port {}", port);
  const std::string request =
      fmt::format("{} {} HTTP/1.0\r\nContent-Length: {}\r\n\r\n", method, path, body.size()) + body;
  std::size_t at = 0;
  while (at < request.size()) {
    const ssize_t sent = send(fd, request.data() + at, request.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) break;
    at += static_cast<std::size_t>(sent);
  }
  std::string answer;
  char buffer[16384];
  for (ssize_t got = 0; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
    answer.append(buffer, static_cast<std::size_t>(got));
  close(fd);
  const auto head = answer.find("\r\n\r\n");
  if (answer.rfind("HTTP/", 0) != 0 || head == std::string::npos) {
    return fail(ErrorCode::kUnavailable, "NO_ANSWER", "no HTTP answer from port {}", port);
  }
  return HttpAnswer{std::atoi(answer.c_str() + 9), answer.substr(head + 4)};
}

bool Orthanc::installed() { return std::filesystem::exists(kProgram); }

Result<std::unique_ptr<Orthanc>> Orthanc::start(const std::filesystem::path& directory, const Peer& peer) {
  std::filesystem::create_directories(directory);
  std::unique_ptr<Orthanc> orthanc(new Orthanc());
  orthanc->dicom_port_ = free_port();
  orthanc->http_port_ = free_port();
  const auto configuration = directory / "orthanc.json";
  const std::string peers =
      peer.port == 0 ? "" : fmt::format(R"("peer": ["{}", "127.0.0.1", {}])", peer.called_ae, peer.port);
  std::ofstream(configuration) << fmt::format(
      R"({{"Name": "peer", "StorageDirectory": "{0}/storage", "IndexDirectory": "{0}/storage", "Plugins": [],
 "HttpPort": {1}, "DicomPort": {2}, "DicomAet": "{3}", "DicomCheckCalledAet": false, "RemoteAccessAllowed": false,
 "AuthenticationEnabled": false, "DicomAlwaysAllowStore": true, "DicomModalities": {{{4}}}}})",
      directory.string(), orthanc->http_port_, orthanc->dicom_port_, orthanc->ae_title_, peers);
  auto process = ChildProcess::start(
      {{kProgram, configuration.string()}, {"TCP_NODELAY=1"}, directory, directory / "orthanc.log", {}});
  if (!process) return fail(process);
  orthanc->process_ = std::move(*process);
  if (!orthanc->process_->wait_for_line("Orthanc has started", std::chrono::seconds(60))) {
    return fail(ErrorCode::kUnavailable, "ORTHANC_DID_NOT_START", "Orthanc did not start:\n{}",
                orthanc->process_->output());
  }
  return orthanc;
}

Result<std::string> Orthanc::upload(const std::filesystem::path& file) {
  const auto bytes = base::read_file(file, 1U << 30);
  if (!bytes) return fail(bytes);
  auto answer = http(http_port_, "POST", "/instances", *bytes);
  if (!answer) return fail(answer);
  if (answer->status != 200)
    return fail(ErrorCode::kInvalid, "ORTHANC_REFUSED", "Orthanc refused {}: {}", file.string(), answer->body);
  return json_text(answer->body, "ID");
}

Result<void> Orthanc::send_all_to_peer() {
  auto list = http(http_port_, "GET", "/studies");
  if (!list) return fail(list);
  auto answer = http(http_port_, "POST", "/modalities/peer/store", list->body);
  if (!answer) return fail(answer);
  if (answer->status != 200 || json_number(answer->body, "FailedInstancesCount") != 0) {
    return fail(ErrorCode::kUnavailable, "ORTHANC_COULD_NOT_SEND", "Orthanc could not send: {}", answer->body);
  }
  return {};
}

Result<std::int64_t> Orthanc::instances() {
  auto answer = http(http_port_, "GET", "/statistics");
  if (!answer) return fail(answer);
  return json_number(answer->body, "CountInstances");
}

Result<void> Orthanc::forget_everything() {
  auto list = http(http_port_, "GET", "/patients");
  if (!list) return fail(list);
  const std::string& json = list->body;
  for (auto at = json.find('"'); at != std::string::npos; at = json.find('"', at + 1)) {
    const auto end = json.find('"', at + 1);
    if (auto gone = http(http_port_, "DELETE", "/patients/" + json.substr(at + 1, end - at - 1)); !gone)
      return fail(gone);
    at = end;
  }
  return {};
}

}  // namespace rdc::testkit
