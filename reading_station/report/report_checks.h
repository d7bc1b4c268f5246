// What a report is looked over for before it is signed. Pure; any thread.
//
// Rules see words, not meaning: those that can be wrong ask, and the reader decides; those that cannot be right block.
// A word counts unless its clause denies it (未见气胸, "no haemorrhage"). Critical conditions of imaging: CLINICAL.md
// section 4.
#pragma once

#include <vector>

#include <QStringList>

#include "reading_station/report/report_text.h"

namespace rdc::station {

enum class CheckSeverity { kBlocks, kAsks };

struct CheckQuestion {
  ReportText text;
  QString sex;      // DICOM's: "M", "F", "O" or ""
  QString ordered;  // body parts, series' and study's descriptions, the request: what was to be examined
  bool is_ecg = false;
  bool is_cancellation = false;    // takes a report back: its text is as it was
  bool critical_notified = false;  // a notice of this study's critical value went to the site (critical.proto)
};

struct CheckFinding {
  QString id;  // stable; kept in the signed document when the reader signs all the same
  CheckSeverity severity;
  QString zh;
  QString en;
};

// Blocking ones first, each rule at most once.
std::vector<CheckFinding> check_report(const CheckQuestion& question);
// Critical conditions that the report states, e.g. "张力性气胸"; the words for the site's letter.
QStringList critical_words(const ReportText& text);

}  // namespace rdc::station
