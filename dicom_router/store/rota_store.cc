#include "dicom_router/store/rota_store.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/rota.h"
#include "dicom_router/store/account_store.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

v1::Person person_of(const Account& account) {
  v1::Person person;
  person.set_user_id(account.user_id);
  person.set_display_name(account.display_name);
  return person;
}

}  // namespace

Result<v1::Rota> RotaStore::find(soci::session& session, std::uint32_t version) {
  const long long wanted = version;
  std::string json;
  session << "SELECT content FROM rota WHERE :wanted = 0 OR version = :version ORDER BY version DESC LIMIT 1",
      use(wanted), use(wanted), into(json);
  v1::Rota rota;
  if (json.empty() && version != 0)
    return fail(ErrorCode::kNotFound, "NO_SUCH_ROTA", "there is no version {} of the rota", version);
  if (json.empty()) rota.set_utc_offset_minutes(480);
  if (!json.empty() && !google::protobuf::util::JsonStringToMessage(json, &rota).ok())
    return fail(ErrorCode::kCorrupt, "BAD_ROW", "the stored rota cannot be read");
  return rota;
}

Result<v1::Rota> RotaStore::add(soci::session& session, v1::Rota rota, std::uint32_t based_on, long long at) {
  if (auto fine = check_rota(rota); !fine) return fail(fine);
  for (const auto& name : names_in(rota))
    if (!AccountStore::find_by_name(session, name))
      return fail(ErrorCode::kInvalid, "BAD_ROTA", "nobody has the user name \"{}\"", name);
  auto newest = find(session);
  if (!newest) return newest;
  if (newest->version() != based_on)
    return fail(ErrorCode::kConflict, "STALE_ROTA", "the rota is at version {}: reload it", newest->version());
  rota.set_version(based_on + 1);
  *rota.mutable_set_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(at);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(rota, &json).ok())
    return fail(ErrorCode::kInternal, "BAD_ROTA", "the rota could not be written");
  const long long version = rota.version();
  session << "INSERT INTO rota (version, set_at, content) VALUES (:version, :at, :content)", use(version), use(at),
      use(json);
  return rota;
}

std::vector<v1::Person> RotaStore::on_duty(soci::session& session, const v1::Rota& rota, const std::string& step,
                                           long long at) {
  std::vector<v1::Person> people;
  for (const auto& name : people_of(rota, step, at))
    if (const auto account = AccountStore::find_by_name(session, name); account && !account->disabled)
      people.push_back(person_of(*account));
  if (!people.empty()) return people;
  for (const auto& account : AccountStore::list(session))
    if (!account.disabled && account.roles.contains(v1::ROLE_CARDIOLOGIST)) people.push_back(person_of(account));
  return people;
}

}  // namespace rdc::router
