// electrode_weights.h, from fitted exchanges.
#include <fstream>

#include <fmt/format.h>

#include "tests/evaluation/electrode_model.h"

namespace rdc::ecg::evaluation {
namespace {

const char* code_of(PlacementFault fault) {
  switch (fault) {
    case PlacementFault::kArmsReversed:
      return "kArmsReversed";
    case PlacementFault::kRightArmLeftLeg:
      return "kRightArmLeftLeg";
    case PlacementFault::kLeftArmLeftLeg:
      return "kLeftArmLeftLeg";
    default:
      return "kChestOrder";
  }
}

template <std::size_t kCount>
std::string list_of(const std::array<float, kCount>& numbers, int decimals) {
  std::string out;
  for (const float v : numbers) out += fmt::format("{}{:.{}f}F", out.empty() ? "" : ", ", v, decimals);
  return out;
}

void write_difference(std::ofstream& out, const ForetoldDifference& of) {
  out << fmt::format("     {{{}, {}, {{{{\n", of.one, of.other);
  for (const auto& place : of.coefficients) out << fmt::format("       {{{{{}}}}},\n", list_of(place, 4));
  out << fmt::format("      }}}}, {{{{{}}}}}}},\n", list_of(of.variance, 5));
}

}  // namespace

void write_electrode_weights(const std::string& path, std::span<const ElectrodeExchange> fitted, std::size_t beats) {
  std::ofstream out(path);
  out << fmt::format(
      "// Written by tests/evaluation/train_electrodes_main.cc from {} developer recordings (hmc, LUDB, PTB-XL, CinC "
      "2021);\n// do not edit. For each exchange: its two electrodes, the coefficients of their difference at each "
      "place (P, QRS,\n// ST-T; inputs in foretelling()'s order), what variance these leave, and the weights of the "
      "three waves.\n// clang-format off\n#pragma once\n\n#include <array>\n\n"
      "#include \"ecg/measurement/electrode_exchange.h\"\n\nnamespace rdc::ecg {{\n\n"
      "inline constexpr std::array<ElectrodeExchange, {}> kElectrodeExchanges = {{{{\n",
      beats, fitted.size());
  for (const auto& exchange : fitted) {
    out << fmt::format("    // {}\n    {{PlacementFault::{}, {}, {{{{\n", name_of(exchange), code_of(exchange.fault),
                       exchange.pairs);
    for (const auto& of : exchange.changed()) write_difference(out, of);
    out << fmt::format("    }}}}, {{{{{}}}}}}},\n", list_of(exchange.weights, 4));
  }
  out << "}};\n\n}  // namespace rdc::ecg\n";
}

}  // namespace rdc::ecg::evaluation
