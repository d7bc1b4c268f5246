#include "tests/testkit/raw_association.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace rdc::testkit {
namespace {

constexpr std::size_t kFragment = 16'000;
constexpr unsigned char kContext = 1;
constexpr int kAnswerSeconds = 30;

std::string big(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  return out;
}
std::string little(std::uint64_t value, int bytes) {
  std::string out = big(value, bytes);
  std::ranges::reverse(out);
  return out;
}
std::string padded(std::string text, std::size_t size) {
  text.resize(size, ' ');
  return text;
}
// An item of PS3.8: type, reserved, length, content.
std::string item(unsigned char type, const std::string& content) {
  return std::string{static_cast<char>(type), '\0'} + big(content.size(), 2) + content;
}
std::string pdu(unsigned char type, const std::string& content) {
  return std::string{static_cast<char>(type), '\0'} + big(content.size(), 4) + content;
}
// A command element: group 0000, implicit little endian.
std::string element(unsigned number, std::string value) {
  if (value.size() % 2 != 0) value.push_back('\0');
  return little(0, 2) + little(number, 2) + little(value.size(), 4) + value;
}

std::string association_request(const RawAssociation::Options& options) {
  const std::string syntaxes = item(0x30, options.sop_class_uid) + item(0x40, "1.2.840.10008.1.2.1");
  const std::string context = item(0x20, std::string{static_cast<char>(kContext), '\0', '\0', '\0'} + syntaxes);
  const std::string user = item(0x50, item(0x51, big(16'384, 4)) + item(0x52, "1.2.826.0.1.3680043.10.1"));
  return pdu(0x01, big(1, 2) + big(0, 2) + padded(options.called_ae, 16) + padded(options.calling_ae, 16) +
                       std::string(32, '\0') + item(0x10, "1.2.840.10008.3.1.1.1") + context + user);
}

}  // namespace

Result<RawAssociation> RawAssociation::open(const Options& options) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  RawAssociation association(descriptor, options.sop_class_uid);
  const timeval patience{kAnswerSeconds, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail(ErrorCode::kUnavailable, "UNREACHABLE", "nobody listens on port {}", options.port);
  if (!association.write(association_request(options)))
    return fail(ErrorCode::kUnavailable, "CONNECTION_LOST", "the request was not taken");
  const auto answer = association.read_pdu();
  if (!answer || (*answer)[0] != 0x02)
    return fail(ErrorCode::kUnavailable, "ASSOCIATION_REJECTED", "the association was not accepted");
  return association;
}

RawAssociation::~RawAssociation() {
  if (socket_ >= 0) ::close(socket_);
}
void RawAssociation::cut() {
  ::shutdown(socket_, SHUT_WR);
  while (read_pdu()) {
  }
}

RawAssociation::RawAssociation(RawAssociation&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), sop_class_uid_(std::move(other.sop_class_uid_)) {}

bool RawAssociation::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawAssociation::write_fragments(unsigned char control, std::string_view bytes, Ending ending) {
  do {
    const auto piece = bytes.substr(0, kFragment);
    bytes.remove_prefix(piece.size());
    const auto last = static_cast<char>(control | (bytes.empty() && ending == Ending::kComplete ? 2 : 0));
    const std::string value = std::string{static_cast<char>(kContext), last} + std::string(piece);
    if (!write(pdu(0x04, big(value.size(), 4) + value))) return false;
  } while (!bytes.empty());
  return true;
}

std::optional<std::string> RawAssociation::read_pdu() {
  const auto read = [this](std::size_t size) -> std::optional<std::string> {
    std::string bytes(size, '\0');
    for (std::size_t at = 0; at < size;) {
      const auto got = ::recv(socket_, bytes.data() + at, size - at, 0);
      if (got <= 0) return std::nullopt;
      at += static_cast<std::size_t>(got);
    }
    return bytes;
  };
  const auto head = read(6);
  if (!head) return std::nullopt;
  std::uint32_t length = 0;
  for (int i = 2; i < 6; ++i) length = length << 8 | static_cast<unsigned char>((*head)[static_cast<std::size_t>(i)]);
  const auto content = read(length);
  if (!content) return std::nullopt;
  return (*head)[0] + *content;
}

std::string RawAssociation::store_command(const std::string& sop_class_uid, const std::string& sop_instance_uid) {
  const std::string rest = element(0x0002, sop_class_uid) + element(0x0100, little(0x0001, 2)) +
                           element(0x0110, little(1, 2)) + element(0x0700, little(0, 2)) +
                           element(0x0800, little(0x0102, 2)) + element(0x1000, sop_instance_uid);
  return element(0x0000, little(rest.size(), 4)) + rest;
}

std::optional<std::uint16_t> RawAssociation::store(const std::string& sop_instance_uid, std::string_view data_set) {
  return send(store_command(sop_class_uid_, sop_instance_uid), data_set);
}

std::optional<std::uint16_t> RawAssociation::send(std::string_view command_set, std::string_view data_set) {
  // A peer that has had enough closes while we still write: what it said before is still to be read.
  if (write_fragments(1, command_set)) write_fragments(0, data_set);
  const auto answer = read_pdu();
  if (!answer || (*answer)[0] != 0x04) return std::nullopt;
  const std::string status = std::string("\0\0\0\x09\x02\0\0\0", 8);
  const auto at = answer->find(status);
  if (at == std::string::npos || at + 10 > answer->size()) return std::nullopt;
  return static_cast<std::uint16_t>(static_cast<unsigned char>((*answer)[at + 8]) |
                                    static_cast<unsigned char>((*answer)[at + 9]) << 8);
}

bool RawAssociation::store_part(const std::string& sop_instance_uid, std::string_view data_set) {
  return write_fragments(1, store_command(sop_class_uid_, sop_instance_uid)) &&
         write_fragments(0, data_set, Ending::kOpen);
}

bool RawAssociation::send_broken_pdu(std::uint32_t length, std::string_view bytes) {
  return write(std::string{'\x04', '\0'} + big(length, 4) + std::string(bytes));
}

}  // namespace rdc::testkit
