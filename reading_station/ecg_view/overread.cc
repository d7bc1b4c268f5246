#include "reading_station/ecg_view/overread.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr qsizetype kMostCharacters = 1000;  // of a statement's text: the contract's limit
constexpr std::size_t kMostAdded = 50;

struct Range {
  std::string_view name;
  double least, most;
};

// Wider than any living person's values: what is outside is a slip of the hand. Units as in the contract.
constexpr auto kRanges = std::to_array<Range>({{"HR", 10, 400},
                                               {"RR", 150, 6000},
                                               {"P", 20, 300},
                                               {"PR", 40, 900},
                                               {"QRS", 30, 400},
                                               {"QT", 120, 900},
                                               {"P axis", -180, 180},
                                               {"QRS axis", -180, 180},
                                               {"T axis", -180, 180},
                                               {"J", -3000, 3000}});

}  // namespace

void Overread::begin(const v1::EcgAnalysis& analysis, const v1::EcgOverread* stored) {
  analysis_ = analysis;
  judged_.clear();
  added_.clear();
  corrections_.clear();
  if (stored != nullptr) {
    for (const auto& judgement : stored->statements()) {
      if (judgement.verdict() == v1::STATEMENT_VERDICT_ADDED)
        added_.push_back(judgement);
      else
        judged_[judgement.code()] = judgement;
    }
    for (const auto& correction : stored->corrections())
      corrections_[{correction.name(), correction.lead()}] = correction.value();
  }
  Q_EMIT changed();
}

const v1::StatementJudgement* Overread::judgement(const std::string& code) const {
  const auto found = judged_.find(code);
  return found == judged_.end() ? nullptr : &found->second;
}

void Overread::judge(const std::string& code, v1::StatementVerdict verdict, const QString& text,
                     const QString& reason) {
  const auto& all = analysis_.statements();
  if (std::none_of(all.begin(), all.end(), [&](const auto& one) { return one.code() == code; })) return;
  auto& judgement = judged_[code];
  judgement.set_code(code);
  judgement.set_verdict(verdict);
  judgement.set_text(text.trimmed().left(kMostCharacters).toStdString());
  judgement.set_reason(reason.trimmed().left(kMostCharacters).toStdString());
  Q_EMIT judgement_changed(from(code));
  Q_EMIT changed();
}

void Overread::accept(const std::string& code) { judge(code, v1::STATEMENT_VERDICT_ACCEPTED, {}, {}); }

void Overread::edit(const std::string& code, const QString& text) {
  if (!text.trimmed().isEmpty()) judge(code, v1::STATEMENT_VERDICT_EDITED, text, {});
}

void Overread::reject(const std::string& code, const QString& reason) {
  judge(code, v1::STATEMENT_VERDICT_REJECTED, {}, reason);
}

void Overread::unjudge(const std::string& code) {
  if (judged_.erase(code) == 0) return;
  Q_EMIT judgement_changed(from(code));
  Q_EMIT changed();
}

void Overread::add(const std::string& code, const QString& text) {
  if (text.trimmed().isEmpty() || added_.size() >= kMostAdded) return;
  v1::StatementJudgement judgement;
  judgement.set_code(code);
  judgement.set_verdict(v1::STATEMENT_VERDICT_ADDED);
  judgement.set_text(text.trimmed().left(kMostCharacters).toStdString());
  added_.push_back(std::move(judgement));
  Q_EMIT added_changed();
  Q_EMIT changed();
}

void Overread::remove_added(int index) {
  if (index < 0 || index >= static_cast<int>(added_.size())) return;
  added_.erase(added_.begin() + index);
  Q_EMIT added_changed();
  Q_EMIT changed();
}

std::optional<double> Overread::correction(const std::string& name, const std::string& lead) const {
  const auto found = corrections_.find({name, lead});
  return found == corrections_.end() ? std::nullopt : std::optional(found->second);
}

bool Overread::correct(const std::string& name, const std::string& lead, std::optional<double> value) {
  if (!value) {
    if (corrections_.erase({name, lead}) == 0) return true;
  } else {
    const auto* range =
        std::find_if(kRanges.begin(), kRanges.end(), [&](const Range& one) { return one.name == name; });
    if (range == kRanges.end() || !(*value >= range->least && *value <= range->most)) return false;
    corrections_[{name, lead}] = *value;
  }
  Q_EMIT correction_changed();
  Q_EMIT changed();
  return true;
}

std::optional<double> Overread::readers_value(const std::string& name) const {
  return ecg_message::readers_value(analysis_, corrections_, name);
}

bool Overread::all_judged() const {
  const auto& all = analysis_.statements();
  return std::all_of(all.begin(), all.end(), [&](const auto& one) { return judgement(one.code()) != nullptr; });
}

QStringList Overread::standing_texts() const {
  QStringList texts;
  for (const auto& statement : analysis_.statements()) {
    const auto* judged = judgement(statement.code());
    if (judged == nullptr || judged->verdict() == v1::STATEMENT_VERDICT_REJECTED) continue;
    texts << (judged->verdict() == v1::STATEMENT_VERDICT_EDITED ? from(judged->text()) : words(statement.text()));
  }
  for (const auto& own : added_) texts << from(own.text());
  return texts;
}

std::vector<std::string> Overread::standing_codes() const {
  std::vector<std::string> codes;
  for (const auto& statement : analysis_.statements()) {
    const auto* judged = judgement(statement.code());
    if (judged != nullptr && judged->verdict() != v1::STATEMENT_VERDICT_REJECTED) codes.push_back(statement.code());
  }
  for (const auto& own : added_) {
    if (!own.code().empty()) codes.push_back(own.code());
  }
  return codes;
}

v1::EcgOverread Overread::message() const {
  v1::EcgOverread out;
  out.set_rule_version(analysis_.rule_version());
  for (const auto& [code, judgement] : judged_) *out.add_statements() = judgement;
  for (const auto& own : added_) *out.add_statements() = own;
  for (const auto& [key, value] : corrections_) {
    auto* correction = out.add_corrections();
    correction->set_name(key.first);
    correction->set_lead(key.second);
    correction->set_unit(key.first == "J"              ? "uV"
                         : key.first == "HR"           ? "1/min"
                         : key.first.ends_with("axis") ? "deg"
                                                       : "ms");
    if (const auto machine = ecg_message::machine_value(analysis_, key.first, key.second))
      correction->set_machine(*machine);
    correction->set_value(value);
  }
  return out;
}

}  // namespace rdc::station
