// The archive by patient.
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "dicom_router/store/study_rows.h"
#include "dicom_router/store/study_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::uint32_t kDefaultPage = 50;
constexpr std::uint32_t kLargestPage = 100;
constexpr std::size_t kTextBytes = 64 * 4;                   // 64 characters of UTF-8
constexpr std::int64_t kLastSecond = 253'402'300'799;        // of the year 9999
constexpr const char* kPastEverything = "\xF4\x8F\xBF\xBF";  // U+10FFFF: after every text with the same beginning

std::string without_blanks(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

long long characters_of(const std::string& text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

// Modalities are one text, separated by commas; what is searched for is no pattern.
std::string modality_pattern(const std::string& modality) {
  std::string pattern = "%,";
  for (const char c : modality) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + ",%";
}

// The last row of a page: "study_at.study_key".
struct Place {
  long long study_at = 0;
  long long study_key = 0;
};

std::optional<Place> place_of(const std::string& token) {
  Place place;
  const char* const end = token.data() + token.size();
  const auto at = std::from_chars(token.data(), end, place.study_at);
  if (at.ec != std::errc() || at.ptr == end || *at.ptr != '.') return std::nullopt;
  const auto key = std::from_chars(at.ptr + 1, end, place.study_key);
  if (key.ec != std::errc() || key.ptr != end) return std::nullopt;
  return place;
}

tl::unexpected<Error> bad_search(const char* what) { return fail(ErrorCode::kInvalid, "BAD_SEARCH", "{}", what); }

Result<void> check_search(const v1::SearchStudiesRequest& request) {
  const auto name = without_blanks(request.patient_name());
  for (const auto* text : {&request.patient_name(), &request.patient_id(), &request.accession_number()})
    if (text->size() > kTextBytes) return bad_search("search for at most 64 characters");
  if (request.modality().size() > 16) return bad_search("a modality has at most 16 characters");
  for (const auto* time : {&request.from(), &request.before()})
    if (time->seconds() < 0 || time->seconds() > kLastSecond) return bad_search("the date is out of range");
  if (without_blanks(request.patient_id()).empty() && without_blanks(request.accession_number()).empty() &&
      characters_of(name) < 2)
    return fail(ErrorCode::kInvalid, "SEARCH_TOO_WIDE",
                "give a patient ID, an accession number, or at least two characters of the name");
  return {};
}

// Conditions and their values: first all texts, then all numbers, as the placeholders follow one another.
struct SearchClause {
  std::string sql = "WHERE 1 = 1";
  std::vector<std::string> texts;
  std::vector<long long> numbers;

  void with_texts(const char* condition, std::initializer_list<std::string> values) {
    sql += condition;
    texts.insert(texts.end(), values);
  }
  void with_numbers(const char* condition, std::initializer_list<long long> values) {
    sql += condition;
    numbers.insert(numbers.end(), values);
  }
};

SearchClause clause_of(const v1::SearchStudiesRequest& request, const std::optional<Place>& after) {
  SearchClause clause;
  if (const auto name = without_blanks(request.patient_name()); !name.empty())
    clause.with_texts(" AND LOWER(s.patient_name) >= LOWER(:n1) AND LOWER(s.patient_name) < LOWER(:n2)",
                      {name, name + kPastEverything});
  if (const auto id = without_blanks(request.patient_id()); !id.empty())
    clause.with_texts(" AND s.patient_id = :pid", {id});
  if (const auto number = without_blanks(request.accession_number()); !number.empty())
    clause.with_texts(" AND s.accession_number > '' AND s.accession_number = :acc", {number});
  if (!request.modality().empty())
    clause.with_texts(" AND (',' || s.modalities || ',') LIKE :modality ESCAPE '!'",
                      {modality_pattern(request.modality())});
  if (request.has_from())
    clause.with_numbers(" AND s.study_at >= :from", {TimeUtil::TimestampToMicroseconds(request.from())});
  if (request.has_before())
    clause.with_numbers(" AND s.study_at < :before", {TimeUtil::TimestampToMicroseconds(request.before())});
  if (after)
    clause.with_numbers(" AND (s.study_at < :a1 OR (s.study_at = :a2 AND s.study_key < :key))",
                        {after->study_at, after->study_at, after->study_key});
  return clause;
}

}  // namespace

Result<v1::SearchStudiesReply> StudyStore::search(soci::session& session, const v1::SearchStudiesRequest& request) {
  if (auto checked = check_search(request); !checked) return fail(checked);
  std::optional<Place> after;
  if (!request.page_token().empty()) {
    after = place_of(request.page_token());
    if (!after) return fail(ErrorCode::kInvalid, "BAD_PAGE_TOKEN", "the page asked for does not exist: search again");
  }
  const auto page =
      static_cast<int>(std::min(request.page_size() == 0 ? kDefaultPage : request.page_size(), kLargestPage));
  auto clause = clause_of(request, after);
  clause.numbers.push_back(page + 1);  // one more tells whether there is another page
  StudyColumns row;
  soci::statement query(session);
  for (auto& text : clause.texts) query.exchange(soci::use(text));
  for (auto& number : clause.numbers) query.exchange(soci::use(number));
  row.bind(query);
  execute(query, fmt::format("SELECT {} FROM study s JOIN site t ON t.site_id = s.site_id {} "
                             "ORDER BY s.study_at DESC, s.study_key DESC LIMIT :limit",
                             StudyColumns::kList, clause.sql));
  v1::SearchStudiesReply reply;
  Place last;
  while (query.fetch()) {
    if (reply.studies_size() == page) {
      reply.set_next_page_token(fmt::format("{}.{}", last.study_at, last.study_key));
      break;
    }
    *reply.add_studies() = row.summary();
    last = {row.study_at, row.study_key};
  }
  return reply;
}

}  // namespace rdc::router
