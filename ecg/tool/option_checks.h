// Checks of option values that CLI11's own let pass.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace rdc::ecg::tool {

// Refuses what is no number ("nan"), too, which CLI::Range lets pass.
inline CLI::Validator within(double least, double most) {
  return {[least, most](const std::string& word) {
            double value = 0.0;
            if (CLI::detail::lexical_cast(word, value) && value >= least && value <= most) return std::string();
            return fmt::format("{} is not in {:g} to {:g}", word, least, most);
          },
          ""};
}

// Digits alone, as many as the number takes: CLI11 takes a larger one for the largest.
inline CLI::Validator whole_number() {
  return {[](const std::string& word) {
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
            if (error == std::errc{} && end == word.data() + word.size()) return std::string();
            return fmt::format("{} is no whole number from 0 to {}", word, std::numeric_limits<std::uint64_t>::max());
          },
          ""};
}

}  // namespace rdc::ecg::tool
