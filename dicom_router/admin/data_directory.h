// Where a centre's data is. Everything is below one directory, mode 0700.
#pragma once

#include <filesystem>

namespace rdc::router {

struct DataDirectory {
  std::filesystem::path root;

  std::filesystem::path catalog() const { return root / "catalog.sqlite"; }
  std::filesystem::path objects() const { return root / "objects"; }
  std::filesystem::path staging() const { return root / "staging"; }
  std::filesystem::path report_staging() const { return root / "staging-reports"; }  // emptied at start
  std::filesystem::path quarantine() const { return root / "quarantine"; }
  std::filesystem::path keys() const { return root / "keys"; }  // mode 0700
  std::filesystem::path ca_key() const { return keys() / "ca.key"; }
  std::filesystem::path ca_certificate() const { return keys() / "ca.pem"; }
  std::filesystem::path server_key() const { return keys() / "server.key"; }
  std::filesystem::path server_certificate() const { return keys() / "server.pem"; }
  std::filesystem::path audit_key() const { return keys() / "audit.key"; }
  std::filesystem::path station_key() const { return keys() / "station.key"; }
  std::filesystem::path configuration() const { return root / "router.toml"; }
  std::filesystem::path routing() const { return root / "routing.toml"; }
  std::filesystem::path alert_configuration() const { return root / "alert.toml"; }
  std::filesystem::path critical_table() const { return root / "critical.toml"; }
  std::filesystem::path ecg_parsing() const { return root / "parsing-ecg"; }  // see common/base/parse_guard.h
  std::filesystem::path lock() const { return root / "router.lock"; }
};

}  // namespace rdc::router
