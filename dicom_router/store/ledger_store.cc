#include "dicom_router/store/ledger_store.h"

#include <array>
#include <map>

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

// Each gives (site_id, subject). agent_item.state and letter.verdict are numbers of rdc.v1.
struct GapQuery {
  const char* stage;
  const char* finding;
  const char* sql;
};

constexpr std::array kGaps{
    GapQuery{"received", "the router stored it, the site's account does not have it",
             "SELECT i.site_id, i.item_id FROM item i LEFT JOIN agent_item a ON a.item_id = i.item_id "
             "WHERE a.item_id IS NULL AND i.state <> 'rejected' AND i.state <> 'derived'"},
    GapQuery{"received", "the site and the router disagree about its bytes",
             "SELECT i.site_id, i.item_id FROM item i JOIN agent_item a ON a.item_id = i.item_id "
             "WHERE a.sha256 <> i.sha256"},
    GapQuery{"stored", "waits at the site",
             "SELECT a.site_id, a.item_id FROM agent_item a LEFT JOIN item i ON i.item_id = a.item_id "
             "WHERE a.state = 1 AND i.item_id IS NULL"},
    GapQuery{"stored", "stored, but the site has not heard of it",
             "SELECT a.site_id, a.item_id FROM agent_item a JOIN item i ON i.item_id = a.item_id "
             "WHERE a.state = 1 AND i.state <> 'rejected'"},
    GapQuery{"stored", "the site counts it as stored, the router does not hold it",
             "SELECT a.site_id, a.item_id FROM agent_item a LEFT JOIN item i ON i.item_id = a.item_id "
             "AND i.state <> 'rejected' WHERE a.state = 2 AND i.item_id IS NULL"},
    GapQuery{"stored", "lost: the site has its bytes no more, the router does not hold them",
             "SELECT a.site_id, a.item_id FROM agent_item a WHERE a.state = 4 AND NOT EXISTS "
             "(SELECT 1 FROM object o JOIN instance n ON n.object_key = o.object_key "
             "JOIN study s ON s.study_key = n.study_key WHERE o.sha256 = a.sha256 AND s.site_id = a.site_id)"},
    GapQuery{"stored", "stored, but in no study",
             "SELECT i.site_id, i.item_id FROM item i LEFT JOIN instance n ON n.object_key = i.object_key "
             "WHERE i.state <> 'rejected' AND n.instance_key IS NULL"},
    GapQuery{"reported", "not reported",
             "SELECT s.site_id, s.study_id FROM study s WHERE NOT EXISTS (SELECT 1 FROM report r "
             "JOIN report_revision v ON v.report_id = r.report_id AND v.signature_sha256 <> '' "
             "WHERE r.study_id = s.study_id)"},
    GapQuery{"delivered", "not fetched by the site",
             "SELECT site_id, letter_id FROM letter WHERE acknowledged_at = 0 AND delivered_at = 0"},
    GapQuery{"acknowledged", "fetched, but not acknowledged",
             "SELECT site_id, letter_id FROM letter WHERE acknowledged_at = 0 AND delivered_at <> 0"},
    GapQuery{"acknowledged", "failed verification at the site",
             "SELECT site_id, letter_id FROM letter WHERE acknowledged_at <> 0 AND verdict = 2"},
};

using Balances = std::map<std::string, v1::SiteBalance>;
using Setter = void (v1::SiteBalance::*)(std::uint64_t);

void count(soci::session& session, Balances& balances, const char* sql, Setter set) {
  std::string site;
  long long number = 0;
  soci::statement query = (session.prepare << sql, into(site), into(number));
  query.execute();
  while (query.fetch()) (balances[site].*set)(static_cast<std::uint64_t>(number));
}

Balances balances_of(soci::session& session) {
  Balances all;
  count(session, all, "SELECT site_id, 0 FROM site", &v1::SiteBalance::set_acquired);
  count(session, all, "SELECT site_id, COUNT(*) FROM agent_item GROUP BY site_id", &v1::SiteBalance::set_acquired);
  count(session, all,
        "SELECT site_id, COUNT(*) FROM item WHERE state <> 'rejected' AND state <> 'derived' GROUP BY site_id",
        &v1::SiteBalance::set_stored);
  // An item refused here is aside there too: counted once.
  count(session, all,
        "SELECT site_id, COUNT(*) FROM (SELECT site_id, item_id FROM item WHERE state = 'rejected' "
        "UNION SELECT a.site_id, a.item_id FROM agent_item a WHERE a.state = 3 AND NOT EXISTS "
        "(SELECT 1 FROM item i WHERE i.item_id = a.item_id AND i.state <> 'rejected')) AS aside GROUP BY site_id",
        &v1::SiteBalance::set_rejected);
  count(session, all, "SELECT site_id, COUNT(*) FROM study GROUP BY site_id", &v1::SiteBalance::set_studies);
  count(session, all,
        "SELECT s.site_id, COUNT(*) FROM study s WHERE EXISTS (SELECT 1 FROM report r JOIN report_revision v "
        "ON v.report_id = r.report_id AND v.signature_sha256 <> '' WHERE r.study_id = s.study_id) GROUP BY s.site_id",
        &v1::SiteBalance::set_reported);
  count(session, all, "SELECT site_id, COUNT(*) FROM letter GROUP BY site_id", &v1::SiteBalance::set_letters);
  count(session, all, "SELECT site_id, COUNT(*) FROM letter WHERE acknowledged_at <> 0 GROUP BY site_id",
        &v1::SiteBalance::set_acknowledged);
  count(session, all, "SELECT site_id, CAST(SUM(size) AS BIGINT) FROM agent_item GROUP BY site_id",
        &v1::SiteBalance::set_bytes_acquired);
  count(session, all, "SELECT site_id, CAST(SUM(bytes_sent) AS BIGINT) FROM agent_item GROUP BY site_id",
        &v1::SiteBalance::set_bytes_sent);
  return all;
}

}  // namespace

Result<v1::ReconcileReply> LedgerStore::reconcile(soci::session& session, std::uint64_t gap_limit) {
  v1::ReconcileReply reply;
  for (auto& [site_id, balance] : balances_of(session)) {
    balance.set_site_id(site_id);
    *reply.add_sites() = std::move(balance);
  }
  std::uint64_t found = 0;
  for (const auto& gap : kGaps) {
    std::string site, subject;
    soci::statement query = (session.prepare << gap.sql, into(site), into(subject));
    query.execute();
    while (query.fetch()) {
      if (++found > gap_limit) continue;
      auto& named = *reply.add_gaps();
      named.set_site_id(site);
      named.set_stage(gap.stage);
      named.set_subject(subject);
      named.set_finding(gap.finding);
    }
  }
  reply.set_gap_count(found);
  return reply;
}

Result<void> LedgerStore::each_named_object(
    soci::session& session, const std::function<void(const std::string& sha256, std::uint64_t size)>& each) {
  std::string sha256;
  long long size = 0;
  soci::statement query =
      (session.prepare << "SELECT sha256, size FROM object "
                          "UNION ALL SELECT document_sha256, document_size FROM report_revision "
                          "UNION ALL SELECT pdf_sha256, pdf_size FROM report_revision WHERE pdf_sha256 <> '' "
                          "UNION ALL SELECT signature_sha256, signature_size FROM report_revision "
                          "WHERE signature_sha256 <> '' "
                          "UNION ALL SELECT content_sha256, content_size FROM ecg_analysis WHERE content_sha256 <> ''",
       into(sha256), into(size));
  query.execute();
  while (query.fetch()) each(sha256, static_cast<std::uint64_t>(size));
  return {};
}

Result<bool> LedgerStore::names_object(soci::session& session, const std::string& sha256) {
  long long found = 0;
  session << "SELECT (SELECT COUNT(*) FROM object WHERE sha256 = :a) + (SELECT COUNT(*) FROM report_revision "
             "WHERE document_sha256 = :b OR pdf_sha256 = :c OR signature_sha256 = :d) + "
             "(SELECT COUNT(*) FROM ecg_analysis WHERE content_sha256 = :e)",
      use(sha256), use(sha256), use(sha256), use(sha256), use(sha256), into(found);
  return found > 0;
}

}  // namespace rdc::router
