// Hanging protocols as files: one TOML file a protocol. Those shipped are in the program (:/hanging); files of the same
// id in the reader's folder replace them, others are added.
//
//   id = "ct-chest"               # [a-z0-9-], once
//   name = "胸部 CT"              # shown in Chinese
//   name_en = "Chest CT"          # shown in English
//   layout = [1, 2]               # rows, columns: 1 to 4
//   modality = ["CT"]             # one of them; left out: any
//   body_part = ["chest", "胸"]   # found in the body part or a description; left out: any
//   views = ["PA", "LL"]          # all of them present
//   items = [1, 4]                # fewest and most images (projections) or series; most 0: any number
//   prior = "required"            # or "absent"; left out: either
//   [[viewport]]                  # row by row, at most rows x columns
//   modality, body_part, view, laterality = [...]
//   prior = true                  # from the earlier study
//   same_as = 1                   # shows what viewport 1 shows (another window of the same series)
//   window = "lung"               # or [center, width]; left out: as the file says
#pragma once

#include <QDir>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "reading_station/viewer/hanging/hanging_protocol.h"

namespace rdc::station {

// name appears in errors, which say file, line and what is wrong ("a.toml:3: layout must be …"). kInvalid BAD_PROTOCOL.
Result<HangingProtocol> parse_hanging_protocol(const std::string& toml, const std::string& name);

struct HangingProtocols {
  std::vector<HangingProtocol> protocols;  // shipped ones first, by file name
  QStringList problems;                    // of files left out, a sentence each
};
// Reads at most 256 files of at most 64 KiB each. A folder that does not exist holds none.
HangingProtocols load_hanging_protocols(const QDir& readers_folder);

}  // namespace rdc::station
