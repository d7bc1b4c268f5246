// Templates and phrases a report is begun with: files that a department edits, in Chinese and English.
//
// A template is a TOML file:
//   id = "dx-chest"                  letters, digits, '-': at most 64; a later source replaces the same id
//   modalities = ["DX", "CR"]        DICOM's modality words
//   body_parts = ["CHEST", "胸部"]   part of Body Part Examined or of the study's description, case ignored; [] fits
//   all codes = ["SCT:51185008"]         scheme:value, optional; kept in the signed document [zh] and [en] title,
//   findings, impression
// Phrases are `[[phrase]]` tables with key (letters and digits, at most 16), zh and en.
// A text may hold fields in braces: {长径} takes a measurement, {左|右} is a choice of the reader.
//
// Pure: no file, no widget. Any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <QString>
#include <QStringList>

#include "common/base/result.h"

namespace rdc::station {

inline constexpr std::size_t kTemplateFileLimit = 256 * 1024;  // bytes; a page of text is some 2 kB
inline constexpr int kPhraseLimit = 2000;                      // of one file

struct TemplateWords {
  QString title;
  QString findings;
  QString impression;
};

struct ReportTemplate {
  QString id;
  QStringList modalities;
  QStringList body_parts;
  QStringList codes;
  TemplateWords zh;
  TemplateWords en;

  // language: a report's, "zh_CN" or "en".
  const TemplateWords& words(const QString& language) const { return language == QLatin1String("en") ? en : zh; }
};

struct Phrase {
  QString key;
  QString zh;
  QString en;

  const QString& text(const QString& language) const { return language == QLatin1String("en") ? en : zh; }
};

// kInvalid/BAD_TEMPLATE: "<name>:<line>: what is wrong".
Result<ReportTemplate> parse_template(std::string_view toml, const std::string& name);
// kInvalid/BAD_PHRASES likewise.
Result<std::vector<Phrase>> parse_phrases(std::string_view toml, const std::string& name);

// What a study is matched by.
struct ExamKind {
  QStringList modalities;
  QStringList body_parts;  // of its series
  QString description;
};
// How well it fits: 0 not at all, 1 by modality alone, 2 by body part too.
int fitness(const ReportTemplate& candidate, const ExamKind& exam);

}  // namespace rdc::station
