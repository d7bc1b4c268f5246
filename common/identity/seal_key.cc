#include "common/identity/seal_key.h"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace rdc::identity {

static_assert(SealKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

// Before the library is made ready it knows only its slowest code.
SealKey::SealKey() {
  static const int kReady = sodium_init();
  if (kReady < 0) throw std::runtime_error("libsodium cannot be used on this machine");
}

SealKeyPtr SealKey::of(std::string_view bytes) {
  if (bytes.size() != kBytes) return nullptr;
  const std::shared_ptr<SealKey> key(new SealKey);
  std::ranges::copy(bytes, key->bytes_.begin());
  return key;
}

SealKeyPtr SealKey::random() {
  const std::shared_ptr<SealKey> key(new SealKey);
  randombytes_buf(key->bytes_.data(), key->bytes_.size());
  return key;
}

SealKey::~SealKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

}  // namespace rdc::identity
