#include "dicom_router/admin/router_config.h"

#include <sstream>
#include <string_view>

#include <toml++/toml.h>

#include "common/base/file_system.h"
#include "dicom_router/access/network_address.h"

namespace rdc::router {
namespace {

tl::unexpected<Error> bad(const std::filesystem::path& file, const std::string& what) {
  return fail(ErrorCode::kInvalid, "BAD_CONFIGURATION", "{}: {}", file.string(), what);
}

Result<std::vector<std::string>> texts_of(const std::filesystem::path& file, const toml::node& node) {
  std::vector<std::string> texts;
  const auto* array = node.as_array();
  if (array == nullptr) return bad(file, "addresses is not a list");
  for (const auto& entry : *array) {
    const auto text = entry.value<std::string>();
    if (!text) return bad(file, "addresses holds something that is not text");
    texts.push_back(*text);
  }
  return texts;
}

Result<RouterConfig> from_table(const std::filesystem::path& file, const toml::table& table) {
  RouterConfig config;
  for (const auto& [key, node] : table) {
    const std::string_view name = key.str();
    if (name == "addresses") {
      auto texts = texts_of(file, node);
      if (!texts) return fail(texts);
      config.addresses = std::move(*texts);
      continue;
    }
    if (name == "claim_lease_seconds") {
      const auto seconds = node.value_exact<std::int64_t>();
      if (!seconds || *seconds < 10 || *seconds > 3600) return bad(file, "claim_lease_seconds is not 10 to 3600");
      config.claim_lease = std::chrono::seconds(*seconds);
      continue;
    }
    const auto text = node.value<std::string>();
    if (name != "name" && name != "listen") return bad(file, fmt::format("unknown key \"{}\"", name));
    if (!text) return bad(file, fmt::format("{} is not text", name));
    (name == "name" ? config.name : config.listen) = *text;
  }
  if (config.name.empty()) return bad(file, "name is missing");
  if (auto checked = check_addresses(config); !checked) return bad(file, checked.error().message);
  return config;
}

}  // namespace

Result<void> check_addresses(const RouterConfig& config) {
  if (auto checked = check_listen_address(config.listen); !checked) return checked;
  for (const auto& address : config.addresses)
    if (auto checked = check_reachable_address(address); !checked) return checked;
  return {};
}

Result<RouterConfig> load_router_config(const std::filesystem::path& file) {
  auto text = base::read_file(file, 64 * 1024);
  if (!text) return fail(text);
  try {
    return from_table(file, toml::parse(*text, file.string()));
  } catch (const toml::parse_error& error) {
    return bad(file, fmt::format("line {}: {}", error.source().begin.line, error.description()));
  }
}

std::string to_toml(const RouterConfig& config) {
  toml::array addresses;
  for (const auto& address : config.addresses) addresses.push_back(address);
  std::ostringstream out;
  out << "# The router's configuration; docs/operations.md explains each key.\n"
      << toml::table{{"name", config.name}, {"listen", config.listen}, {"addresses", addresses}} << "\n";
  return out.str();
}

}  // namespace rdc::router
