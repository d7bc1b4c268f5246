#include "dicom_router/access/station_keys.h"

#include <sodium.h>

#include <span>

namespace rdc::router {
namespace {

constexpr std::size_t kSecretBytes = crypto_auth_hmacsha256_KEYBYTES;

}  // namespace

Result<StationKeys> StationKeys::load_or_make(const std::filesystem::path& file, base::Random& random,
                                              base::FileSystem& fs) {
  auto found = base::read_file(file, kSecretBytes);
  if (!found && found.error().code == ErrorCode::kNotFound) {
    std::string made(kSecretBytes, '\0');
    random.fill(std::as_writable_bytes(std::span{made.data(), made.size()}));
    identity::Secret secret(std::move(made));
    if (auto written = base::write_file_atomically(fs, file, base::as_bytes(secret.view())); !written)
      return fail(written);
    return StationKeys(std::move(secret));
  }
  if (!found && found.error().code != ErrorCode::kTooLarge) return fail(found);
  if (!found || found->size() != kSecretBytes)
    return fail(ErrorCode::kCorrupt, "BAD_STATION_KEY",
                "{} is damaged: bring it back from the backup. Removed, the router makes a new one; the stations then "
                "fetch their images again, and set drafts that are on their disks alone aside, unreadable",
                file.string());
  return StationKeys(identity::Secret(std::move(*found)));
}

std::string StationKeys::derive(const std::string& purpose) const {
  std::string key(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256(reinterpret_cast<unsigned char*>(key.data()),
                         reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                         reinterpret_cast<const unsigned char*>(secret_.view().data()));
  return key;
}

std::string StationKeys::of_cache(const std::string& machine_id) const {
  return derive("rdc station cache 1\n" + machine_id);
}
std::string StationKeys::of_drafts(const std::string& user_id) const {
  return derive("rdc person drafts 1\n" + user_id);
}

}  // namespace rdc::router
