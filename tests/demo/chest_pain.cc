// The demo's chest pain: a village clinic's console beside the reading station, and the case they make together.
#include <array>
#include <cctype>
#include <sstream>

#include <fmt/format.h>

#include "rdc/v1/alert.pb.h"
#include "tests/demo/county_demo.h"

namespace rdc::demo {
namespace {

using namespace std::chrono_literals;

constexpr const char* kVillageDoctor = "王秀兰";

// "POINT_KIND_DOOR_IN" -> "door in"
std::string words_of(const std::string& name, const std::string& prefix) {
  std::string words = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
  for (char& c : words) c = c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return words;
}

}  // namespace

Result<void> CountyDemo::start_clinic() {
  testkit::Command command;
  command.arguments = {(options_.programs / "demo-clinic").string(),
                       "--socket",
                       (county_->site(kQingshan).data() / "agent.sock").string(),
                       "--doctor",
                       kVillageDoctor,
                       "--screenshots",
                       (options_.out / "screenshots").string()};
  if (!options_.desktop || !has_display()) command.environment.emplace_back("QT_QPA_PLATFORM=offscreen");
  command.log = options_.out / "county" / "logs" / "clinic.log";
  auto started = testkit::ChildProcess::start(command);
  if (!started) return fail(started);
  clinic_ = std::move(*started);
  clinic_follower_ = std::jthread([this] { follow_clinic(); });
  return {};
}

void CountyDemo::follow_clinic() {
  std::size_t seen = 0;
  while (const auto line = clinic_->find_line("step ", 60min, seen)) {
    seen = line->number + 1;
    std::istringstream words(line->text);
    std::string step, micros, dash, what;
    words >> step >> micros >> dash;
    std::getline(words >> std::ws, what);
    timeline_.event(county_->site(kQingshan).setup.name + " console", what);
  }
}

void CountyDemo::wait_for_clinic(std::chrono::minutes limit) {
  const auto ended = clinic_->wait(limit);
  if (!ended) return timeline_.problem("the clinic did not finish in time; see county/logs/clinic.log");
  if (!ended->ok())
    timeline_.problem(fmt::format("the clinic ended with {}:\n{}", ended->exit_code, clinic_->output()));
}

// A cardiologist who signs a preliminary report with the decision has a signing key by then: made with the first
// report.
void CountyDemo::wait_for_first_signature() {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, 10min, [this] { return reports_signed_ > 0 || reader_over_; });
}

void CountyDemo::print_case() {
  timeline_.heading("The chest-pain case, point by point");
  auto router = county_->router_catalog();
  if (!router) return timeline_.problem(router.error().message);
  const auto cases = (*router)->rows("SELECT case_id, state FROM alert_case ORDER BY opened_at", {});
  if (!cases) return timeline_.problem(cases.error().message);
  bool confirmed = false;
  for (const testkit::Row& one : *cases) {
    if (one[1] == std::to_string(v1::ALERT_STATE_CONFIRMED)) confirmed = true;
    const auto points = (*router)->rows(
        "SELECT kind, centre_at, source, entered_by, machine FROM alert_point WHERE case_id = ? ORDER BY centre_at",
        {one[0]});
    if (!points) return timeline_.problem(points.error().message);
    Table table({"point", "after the first", "source", "by"});
    for (const testkit::Row& point : *points) {
      const double seconds = static_cast<double>(std::stoll(point[1]) - std::stoll(points->front()[1])) / 1'000'000.0;
      table.add({words_of(v1::PointKind_Name(static_cast<v1::PointKind>(std::stoi(point[0]))), "POINT_KIND_"),
                 fmt::format("{:.1f} s", seconds),
                 words_of(v1::PointSource_Name(static_cast<v1::PointSource>(std::stoi(point[2]))), "POINT_SOURCE_"),
                 point[3].empty() ? point[4] : point[3]});
    }
    fmt::print("{}", table.text());
  }
  if (!confirmed) timeline_.problem("the infarction was not confirmed");
}

// The loop of every critical value, as the router's catalog has it; one that is not closed is a problem.
void CountyDemo::print_critical_values() {
  timeline_.heading("The critical value, step by step");
  auto router = county_->router_catalog();
  if (!router) return timeline_.problem(router.error().message);
  const auto notices = (*router)->rows(
      "SELECT notified_at, delivered_at, read_back_at, acted_at, closed_at FROM critical_notice ORDER BY notified_at",
      {});
  if (!notices) return timeline_.problem(notices.error().message);
  if (notices->empty()) timeline_.problem("no critical value was told");
  for (const testkit::Row& notice : *notices) {
    Table table({"step", "after it was told"});
    constexpr std::array kSteps{"told to the site", "delivered", "read back", "action on record", "closed"};
    for (std::size_t i = 0; i < kSteps.size(); ++i) {
      const auto at = std::stoll(notice[i]);
      const double seconds = static_cast<double>(at - std::stoll(notice[0])) / 1'000'000.0;
      table.add({kSteps[i], at > 0 ? fmt::format("{:.1f} s", seconds) : "–"});
    }
    fmt::print("{}", table.text());
    if (notice.back() == "0") timeline_.problem("the critical value was not closed");
  }
}

}  // namespace rdc::demo
