// Text that must not linger in memory: keys, PINs, one-time codes.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace rdc::identity {

// Overwrites its bytes when destroyed or assigned to. Movable, not copyable; never printed, never logged.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept { *this = std::move(other); }
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  // Valid until the secret is destroyed or assigned to.
  std::string_view view() const { return text_; }
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void wipe() noexcept;
  std::string text_;
};

// Overwrites a buffer that is not a Secret (a library's, a widget's).
void wipe(std::string& text) noexcept;

}  // namespace rdc::identity
