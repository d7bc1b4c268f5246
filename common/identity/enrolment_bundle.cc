#include "common/identity/enrolment_bundle.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "common/identity/flat_json.h"

namespace rdc::identity {
namespace {

constexpr std::string_view kFormat = "rdc.enrolment/1";
constexpr std::size_t kFileLimit = 64 * 1024;
constexpr std::size_t kCodeLetters = 20;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford
constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemory = 64UL * 1024 * 1024;

// The key a code opens a bundle with; overwritten when it goes.
struct BoxKey {
  std::array<unsigned char, crypto_secretbox_KEYBYTES> bytes{};
  BoxKey() = default;
  BoxKey(const BoxKey&) = delete;
  BoxKey& operator=(const BoxKey&) = delete;
  ~BoxKey() { sodium_memzero(bytes.data(), bytes.size()); }

  bool derive(std::string_view code, std::string_view salt) {
    return crypto_pwhash(bytes.data(), bytes.size(), code.data(), code.size(),
                         reinterpret_cast<const unsigned char*>(salt.data()), kPasses, kMemory,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
  }
};

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string random_bytes(base::Random& random, std::size_t size) {
  std::string bytes(size, '\0');
  random.fill(std::as_writable_bytes(std::span{bytes.data(), bytes.size()}));
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.size() - 1);  // its terminating zero
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string make_code(base::Random& random) {
  std::string letters = random_bytes(random, kCodeLetters);
  for (char& c : letters) c = kAlphabet[static_cast<unsigned char>(c) & 31];
  return letters;
}

Secret grouped(const std::string& letters) {
  std::string text;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0 && i % 5 == 0) text += '-';
    text += letters[i];
  }
  return Secret(std::move(text));
}

// As people type it: any case, spaces and dashes anywhere, O for 0, I and L for 1.
std::optional<Secret> normalised(std::string_view typed) {
  std::string letters;
  letters.reserve(kCodeLetters + 1);
  for (char c : typed) {
    if (c == '-' || c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kAlphabet.find(c) == std::string_view::npos || letters.size() >= kCodeLetters) return std::nullopt;
    letters += c;
  }
  if (letters.size() != kCodeLetters) return std::nullopt;
  return Secret(std::move(letters));
}

Secret inner_json(const EnrolmentBundle& bundle) {
  std::string addresses;
  for (const auto& address : bundle.router_addresses)
    addresses += (addresses.empty() ? "" : ",") + json_quoted(address);
  std::string key = json_quoted(bundle.key_pem.view());
  std::string text;
  text.reserve(16 * 1024);  // no reallocation leaves a copy of the key behind
  text += fmt::format(
      R"({{"centre":{},"machine":{},"site_id":{},"site_name":{},"routers":[{}],"ca":{},"certificate":{},"key":)",
      json_quoted(bundle.centre_name), json_quoted(bundle.machine_name), json_quoted(bundle.site_id),
      json_quoted(bundle.site_name), addresses, json_quoted(bundle.ca_pem), json_quoted(bundle.certificate_pem));
  text += key;
  text += '}';
  wipe(key);
  return Secret(std::move(text));
}

tl::unexpected<Error> bad_bundle() {
  return fail(ErrorCode::kInvalid, "BAD_BUNDLE",
              "this is not an enrolment bundle, or it is damaged: fetch the file again");
}

tl::unexpected<Error> wrong_code() {
  return fail(ErrorCode::kDenied, "WRONG_CODE",
              "the code does not open this bundle: check that both belong to the same enrolment");
}

// The one string of that name, or "".
std::string take(FlatJson& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->second.size() == 1 ? std::move(found->second.front()) : std::string();
}

Result<EnrolmentBundle> from_inner(std::string_view text) {
  auto json = parse_flat_json(text);
  if (!json) return bad_bundle();
  EnrolmentBundle bundle;
  bundle.centre_name = take(*json, "centre");
  bundle.machine_name = take(*json, "machine");
  bundle.site_id = take(*json, "site_id");
  bundle.site_name = take(*json, "site_name");
  bundle.router_addresses = std::move((*json)["routers"]);
  bundle.ca_pem = take(*json, "ca");
  bundle.certificate_pem = take(*json, "certificate");
  bundle.key_pem = Secret(take(*json, "key"));
  wipe(*json);
  if (bundle.machine_name.empty() || bundle.router_addresses.empty() || bundle.router_addresses.size() > 16 ||
      bundle.ca_pem.empty() || bundle.certificate_pem.empty() || bundle.key_pem.empty())
    return bad_bundle();
  return bundle;
}

Result<void> start_sodium() {
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "SODIUM", "libsodium does not start");
  return {};
}

}  // namespace

Result<SealedBundle> seal_bundle(const EnrolmentBundle& bundle, base::Random& random) {
  if (auto started = start_sodium(); !started) return fail(started);
  if (bundle.router_addresses.empty() || bundle.router_addresses.size() > 16)
    return fail(ErrorCode::kInvalid, "BAD_ADDRESS", "a bundle names 1 to 16 router addresses");
  std::string letters = make_code(random);
  const std::string salt = random_bytes(random, crypto_pwhash_SALTBYTES);
  const std::string nonce = random_bytes(random, crypto_secretbox_NONCEBYTES);
  BoxKey key;
  if (!key.derive(letters, salt)) return fail(ErrorCode::kNoSpace, "NO_MEMORY", "not enough memory to seal a bundle");
  const Secret inner = inner_json(bundle);
  std::string sealed(crypto_secretbox_MACBYTES + inner.view().size(), '\0');
  crypto_secretbox_easy(bytes_of(sealed), bytes_of(inner.view()), inner.view().size(),
                        bytes_of(std::string_view(nonce)), key.bytes.data());
  SealedBundle result;
  result.file = fmt::format(
      "{{\"format\":\"{}\",\"centre\":{},\"machine\":{},\"salt\":\"{}\",\"nonce\":\"{}\",\"sealed\":\"{}\"}}\n",
      kFormat, json_quoted(bundle.centre_name), json_quoted(bundle.machine_name), to_base64(salt), to_base64(nonce),
      to_base64(sealed));
  result.code = grouped(letters);
  wipe(letters);
  if (result.file.size() > kFileLimit)
    return fail(ErrorCode::kTooLarge, "BUNDLE_TOO_LARGE", "the bundle would be too large");
  return result;
}

Result<EnrolmentBundle> open_bundle(std::string_view file, std::string_view code) {
  if (auto started = start_sodium(); !started) return fail(started);
  if (file.size() > kFileLimit) return bad_bundle();
  auto outer = parse_flat_json(file);
  if (!outer || take(*outer, "format") != kFormat) return bad_bundle();
  const auto salt = from_base64(take(*outer, "salt"));
  const auto nonce = from_base64(take(*outer, "nonce"));
  const auto sealed = from_base64(take(*outer, "sealed"));
  if (!salt || salt->size() != crypto_pwhash_SALTBYTES || !nonce || nonce->size() != crypto_secretbox_NONCEBYTES ||
      !sealed || sealed->size() <= crypto_secretbox_MACBYTES)
    return bad_bundle();
  const auto letters = normalised(code);
  if (!letters)
    return fail(ErrorCode::kInvalid, "BAD_CODE",
                "an enrolment code has 20 letters and digits in four groups of five: type it again");
  BoxKey key;
  if (!key.derive(letters->view(), *salt))
    return fail(ErrorCode::kNoSpace, "NO_MEMORY", "not enough memory to open a bundle");
  std::string inner(sealed->size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(bytes_of(inner), bytes_of(std::string_view(*sealed)), sealed->size(),
                                 bytes_of(std::string_view(*nonce)), key.bytes.data()) != 0)
    return wrong_code();
  const Secret opened(std::move(inner));
  auto bundle = from_inner(opened.view());
  if (!bundle) return fail(bundle);
  if (bundle->machine_name != take(*outer, "machine") || bundle->centre_name != take(*outer, "centre"))
    return wrong_code();
  return bundle;
}

}  // namespace rdc::identity
