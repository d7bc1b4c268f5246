#include "tests/testkit/township.h"

#include "tests/testkit/must.h"

namespace rdc::testkit {
namespace {

std::unique_ptr<Modality> device(const Township::Options& options, const SiteHost& site, const std::string& ae_title,
                                 const std::filesystem::path& directory, const base::Clock& clock) {
  Modality::Options device;
  device.ae_title = ae_title;
  device.called_ae = SiteHost::kAeTitle;
  device.port = site.dicom_port;
  device.institution = site.setup.name;
  device.seed = options.seed * 7 + (ae_title == "DR01" ? 1 : 2);
  device.directory = directory / ae_title;
  return std::make_unique<Modality>(device, clock);
}

}  // namespace

Township::Township(Options options) : options_(std::move(options)), random_(options_.seed), scratch_("rdc-township") {
  County::Options county;
  county.programs = options_.programs;
  county.directory = scratch_ / "county";
  county.seed = options_.seed;
  county.stations = options_.stations;
  county.agent_extra_toml = options_.agent_extra_toml;
  county.router_extra_toml = options_.router_extra_toml;
  county.sites = {{"liuhe", "柳河镇卫生院", {{"DR01", "DR", ""}, {"CT01", "CT", ""}}, options_.up, options_.down}};
  county.users = {{"li", "李明华", {"radiologist"}},
                  {"zhou", "周文静", {"radiologist"}},
                  {"xin", "辛立成", {"cardiologist"}},
                  {"qian", "钱素云", {"quality-controller"}}};
  county_ = must(County::build(std::move(county), clock_));
  must(county_->start_all());
  dr_ = device(options_, site(), "DR01", scratch_ / "devices", clock_);
  ct_ = device(options_, site(), "CT01", scratch_ / "devices", clock_);
}

std::unique_ptr<StationClient> Township::person(const std::string& station, const std::string& user_name) {
  const EnrolledStation& enrolled = county_->station(station);
  auto client = must(StationClient::enrol(enrolled.bundle, enrolled.code, county_->router_address(), clock_));
  const bool changed = password_changed_[user_name];
  const std::string& initial = county_->initial_password(user_name);
  must(client->log_in(user_name, changed ? kPassword : initial));
  if (!changed) {
    must(client->change_password(initial, kPassword));
    password_changed_[user_name] = true;
  }
  return client;
}

bool Township::wait_for_instances(std::int64_t count, std::chrono::milliseconds timeout) {
  const auto catalog = must(county_->router_catalog());
  return catalog->wait_for_number("SELECT count(*) FROM instance", count, timeout);
}

bool Township::wait_until_stored(std::int64_t count, std::chrono::milliseconds timeout) {
  const auto catalog = must(site().catalog());
  return catalog->wait_until(
      [count](DatabaseWatch& agent) {
        const auto stored = agent.number("SELECT count(*) FROM item WHERE state = 'stored'");
        const auto owed = agent.number("SELECT count(*) FROM item WHERE state IN ('spooled', 'sending')");
        return stored && owed && *stored >= count && *owed == 0;
      },
      timeout);
}

std::string Township::items_not_stored() {
  const auto catalog = must(site().catalog());
  const auto rows = must(catalog->rows(
      "SELECT item_id, state, reason, message, size, coding, bytes_sent FROM item WHERE state <> 'stored'"));
  std::string text;
  for (const Row& row : rows) {
    for (const std::string& value : row) text += value + " | ";
    text += "\n";
  }
  return text;
}

bool Township::wait_for_ledger(std::chrono::milliseconds timeout) {
  const auto catalog = must(site().catalog());
  return catalog->wait_until(
      [](DatabaseWatch& agent) {
        const auto unheard = agent.number("SELECT count(*) FROM item WHERE ledger_pending > 0");
        return unheard && *unheard == 0;
      },
      timeout);
}

}  // namespace rdc::testkit
