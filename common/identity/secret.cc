#include "common/identity/secret.h"

#include <sodium.h>

namespace rdc::identity {

void wipe(std::string& text) noexcept {
  // All the capacity: a shortened string keeps its tail.
  text.resize(text.capacity());
  sodium_memzero(text.data(), text.size());
  text.clear();
}

void Secret::wipe() noexcept { identity::wipe(text_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  // Swapped, not moved: a short string's move would leave its bytes behind in `other`.
  text_.swap(other.text_);
  other.wipe();
  return *this;
}

}  // namespace rdc::identity
