// What the station says of critical values, in the program's language; and the register as a table for others.
#pragma once

#include <vector>

#include <QByteArray>
#include <QString>

#include "common/ui/tone.h"
#include "rdc/v1/critical.pb.h"

namespace rdc::station {

// Of two languages the program's.
QString own_words(const v1::Words& words);
// How far it is, with who and when: "read back by 张护士 10:21"; what is late is said first.
QString notice_state_text(const v1::CriticalNotice& notice);
// Calm when nothing is missing, loud when something is late.
ui::Tone notice_tone(const v1::CriticalNotice& notice);
// "王小明 男 66" as the study has it, or its patient ID.
QString notice_patient_text(const v1::CriticalNotice& notice);
// The list's name of it and the reader's own words.
QString notice_finding_text(const v1::CriticalNotice& notice);
// Who sent it and who checked it: "李明华 / 周静", or that one person checked twice.
QString notice_people_text(const v1::CriticalNotice& notice);
// Everything about one, a line each.
QString notice_details(const v1::CriticalNotice& notice);
// Local time, "MM-dd HH:mm"; "" when absent.
QString notice_time(const google::protobuf::Timestamp& at);

// UTF-8 with a mark, so that spreadsheets read the Chinese; times in ISO 8601 with the offset of this machine.
QByteArray register_csv(const std::vector<v1::CriticalNotice>& notices);

}  // namespace rdc::station
