// Checks of option values that CLI11's own let pass.
#pragma once

#include <string>

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

}  // namespace rdc::ecg::tool
