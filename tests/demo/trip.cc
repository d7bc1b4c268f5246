#include "tests/demo/trip.h"

#include <algorithm>

#include <fmt/format.h>

namespace rdc::demo {
namespace {

base::Timestamp latest(base::Timestamp known, const std::string& micros) {
  return micros.empty() ? known : std::max(known, base::from_micros(std::stoll(micros)));
}

std::string after(const Trip& trip, base::Timestamp at) {
  if (at.time_since_epoch().count() == 0) return "–";
  return fmt::format("{:+.1f} s", std::chrono::duration<double>(at - trip.begun).count());
}

}  // namespace

Result<void> collect(Trip& trip, testkit::County& county) {
  auto agent = county.site(trip.site_id).catalog();
  if (!agent) return fail(agent);
  auto router = county.router_catalog();
  if (!router) return fail(router);
  trip.bytes_acquired = trip.bytes_sent = 0;
  trip.images_spooled = 0;
  for (const std::string& uid : trip.sop_instance_uids) {
    const auto rows = (*agent)->rows("SELECT size, bytes_sent, spooled_at FROM item WHERE sop_instance_uid = ?", {uid});
    if (!rows) return fail(rows);
    for (const testkit::Row& row : *rows) {
      ++trip.images_spooled;
      trip.bytes_acquired += std::stoull(row[0]);
      trip.bytes_sent += std::stoull(row[1]);
      trip.spooled = latest(trip.spooled, row[2]);
    }
  }
  const auto stored = (*router)->rows(
      "SELECT count(*), max(o.stored_at) FROM instance i JOIN study s ON s.study_key = i.study_key "
      "JOIN object o ON o.object_key = i.object_key JOIN item t ON t.item_key = i.item_key "
      "WHERE s.study_instance_uid = ? AND s.site_id = ? AND t.state <> 'derived'",
      {trip.study_instance_uid, trip.site_id});
  if (!stored) return fail(stored);
  trip.images_stored = std::stoull(stored->front()[0]);
  trip.stored = latest({}, stored->front()[1]);
  const auto revision = (*router)->rows(
      "SELECT max(v.stored_at), r.report_id FROM report_revision v JOIN report r ON r.report_id = v.report_id "
      "JOIN study s ON s.study_id = r.study_id WHERE s.study_instance_uid = ? AND s.site_id = ? AND v.signature_sha256 "
      "<> '' "
      "GROUP BY r.report_id",
      {trip.study_instance_uid, trip.site_id});
  if (!revision) return fail(revision);
  if (revision->empty()) return {};
  trip.report_signed = latest({}, revision->front()[0]);
  const auto letter =
      (*agent)->rows("SELECT max(kept_at) FROM letter WHERE report_id = ? AND verdict = 1 AND acknowledged = 1",
                     {revision->front()[1]});
  if (!letter) return fail(letter);
  if (!letter->empty()) trip.report_kept = latest({}, letter->front()[0]);
  return {};
}

bool print_trips(const std::vector<Trip>& trips, bool expect_reports, Timeline& timeline) {
  Table table({"site", "device", "study", "images", "acquired", "sent", "ratio", "safe at site", "at centre", "opened",
               "signed", "back at site"});
  bool good = true;
  double acquired = 0;
  double sent = 0;
  for (const Trip& trip : trips) {
    const double ratio =
        trip.bytes_sent == 0 ? 0 : static_cast<double>(trip.bytes_acquired) / static_cast<double>(trip.bytes_sent);
    acquired += static_cast<double>(trip.bytes_acquired);
    sent += static_cast<double>(trip.bytes_sent);
    table.add({trip.site_name, trip.device, trip.what,
               fmt::format("{}/{}", trip.images_stored, trip.sop_instance_uids.size()),
               megabytes(static_cast<double>(trip.bytes_acquired)), megabytes(static_cast<double>(trip.bytes_sent)),
               fmt::format("{:.1f}:1", ratio), after(trip, trip.spooled), after(trip, trip.stored),
               after(trip, trip.opened), after(trip, trip.report_signed), after(trip, trip.report_kept)});
    if (!trip.complete()) {
      timeline.problem(fmt::format("{} of {}: {} images acquired, {} at the centre", trip.what, trip.site_name,
                                   trip.sop_instance_uids.size(), trip.images_stored));
      good = false;
    } else if (expect_reports && !trip.reported()) {
      timeline.problem(fmt::format("{} of {}: no verified report at the site", trip.what, trip.site_name));
      good = false;
    }
  }
  fmt::print("\n{}", table.text());
  fmt::print("times count from when the device begins to send; acquired {}, sent {} ({:.1f}:1)\n", megabytes(acquired),
             megabytes(sent), sent > 0 ? acquired / sent : 0);
  return good;
}

}  // namespace rdc::demo
