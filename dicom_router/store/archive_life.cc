#include "dicom_router/store/archive_life.h"

namespace rdc::router {
namespace {

// More letters than a site can have been sent between a backup and its restoration.
constexpr long long kLettersUnknown = 1'000'000;

}  // namespace

std::string ArchiveLife::current(soci::session& session) {
  std::string life_id;
  session << "SELECT life_id FROM archive_life ORDER BY begun_at DESC, life_id DESC LIMIT 1", soci::into(life_id);
  return session.got_data() ? life_id : std::string();
}

void ArchiveLife::begin_anew(soci::session& session, const std::string& life_id, base::Timestamp now) {
  const long long at = base::to_micros(now);
  session << "INSERT INTO archive_life (life_id, begun_at) VALUES (:id, :at)", soci::use(life_id), soci::use(at);
  session << "INSERT INTO mailbox (site_id, last_sequence) SELECT site_id, 0 FROM site WHERE true "
             "ON CONFLICT (site_id) DO NOTHING";
  session << "UPDATE mailbox SET last_sequence = last_sequence + :skipped", soci::use(kLettersUnknown);
}

}  // namespace rdc::router
