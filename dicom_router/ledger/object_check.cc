#include "dicom_router/ledger/object_check.h"

#include <algorithm>
#include <map>

#include "dicom_router/ingest/staging_recovery.h"
#include "dicom_router/store/ledger_store.h"

namespace rdc::router {
namespace {

using Names = std::map<base::Sha256, std::uint64_t>;

Result<Names> names_in(Catalog& catalog) {
  return catalog.read<Names>([](soci::session& session) -> Result<Names> {
    Names names;
    auto listed = LedgerStore::each_named_object(session, [&](const std::string& sha256, std::uint64_t size) {
      if (auto digest = base::Sha256::from_hex(sha256)) names.emplace(*digest, size);
    });
    if (!listed) return fail(listed);
    return names;
  });
}

// kNotFound and kCorrupt become findings; anything else stops the check.
Result<void> check_one(const ObjectStore& objects, const std::string& sha256, std::uint64_t size, ObjectCheck& check) {
  auto found = objects.size_of(sha256);
  if (!found) {
    check.findings.push_back({ObjectFault::kMissing, sha256});
    return {};
  }
  auto verified = *found == size ? objects.verify(sha256)
                                 : Result<void>(fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED", "another size"));
  ++check.objects;
  check.bytes += *found;
  if (verified) return {};
  check.findings.push_back({ObjectFault::kDamaged, sha256});
  return {};
}

Result<void> look_in_staging(const std::filesystem::path& staging, ObjectCheck& check) {
  const auto is_missing = [](const ObjectFinding& finding) { return finding.fault == ObjectFault::kMissing; };
  if (std::ranges::none_of(check.findings, is_missing)) return {};
  const auto there = digests_of_unplaced(staging);
  if (!there) return fail(there);
  for (auto& finding : check.findings) {
    const auto digest = base::Sha256::from_hex(finding.subject);
    if (is_missing(finding) && digest && there->contains(*digest)) finding.fault = ObjectFault::kWaiting;
  }
  return {};
}

}  // namespace

const char* to_string(ObjectFault fault) {
  switch (fault) {
    case ObjectFault::kMissing:
      return "missing";
    case ObjectFault::kWaiting:
      return "waiting for the router's next start";
    case ObjectFault::kDamaged:
      return "damaged";
    case ObjectFault::kOrphan:
      return "orphan";
    case ObjectFault::kStray:
      return "stray";
  }
  return "unknown";
}

bool ObjectCheck::intact() const {
  return std::ranges::none_of(findings, [](const ObjectFinding& finding) {
    return finding.fault == ObjectFault::kMissing || finding.fault == ObjectFault::kDamaged;
  });
}

Result<ObjectCheck> check_objects(Catalog& catalog, const ObjectStore& objects, const std::filesystem::path& staging,
                                  const CheckProgress& progress) {
  ObjectCheck check;
  // Files first, names afterwards: what a working router adds in between is named but not listed, and no orphan.
  std::vector<base::Sha256> files;
  auto listed = objects.list([&](const std::filesystem::path& path, std::uint64_t) {
    auto digest = base::Sha256::from_hex(path.filename().string());
    if (digest && objects.path_of(digest->hex()) == path)
      files.push_back(*digest);
    else
      check.findings.push_back({ObjectFault::kStray, path.string()});
  });
  if (!listed) return fail(listed);
  auto names = names_in(catalog);
  if (!names) return fail(names);
  std::uint64_t done = 0;
  for (const auto& [digest, size] : *names) {
    if (auto checked = check_one(objects, digest.hex(), size, check); !checked) return fail(checked);
    if (progress) progress(++done, names->size());
  }
  if (auto looked = look_in_staging(staging, check); !looked) return fail(looked);
  for (const auto& digest : files) {
    if (names->contains(digest)) continue;
    auto named =
        catalog.read<bool>([&](soci::session& session) { return LedgerStore::names_object(session, digest.hex()); });
    if (!named) return fail(named);
    if (!*named) check.findings.push_back({ObjectFault::kOrphan, digest.hex()});
  }
  return check;
}

}  // namespace rdc::router
