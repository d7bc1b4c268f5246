// May this revision follow what is there? The report's state machine and the sign-off policy, without any I/O.
#pragma once

#include <vector>

#include "common/base/result.h"
#include "dicom_router/store/report_store.h"
#include "rdc/v1/report.pb.h"

namespace rdc::router {

// DRAFT -> PRELIMINARY -> FINAL -> AMENDED, CANCELLED from any signed one; drafts in between. A step back, or anything
// after CANCELLED: kConflict/WRONG_STATE. Two-person rule broken: kConflict/NEEDS_PRELIMINARY or NEEDS_OTHER_SIGNER.
// An author who never worked on this report: kInvalid/WRONG_AUTHOR. `saver` is who saves or signs.
// `chain`: the revisions so far, in order.
Result<void> check_step(const std::vector<RevisionRecord>& chain, const v1::ReportDocument& document,
                        const std::string& saver, v1::SignOffPolicy policy);

// May this reader give this revision back to its author instead of signing it? kConflict: WRONG_STATE when the newest
// signed revision is not preliminary, STALE_REVISION when it is another one, OWN_REPORT when they wrote it themselves.
Result<void> check_return(const std::vector<RevisionRecord>& chain, const std::string& revision_id,
                          const std::string& reviewer);

}  // namespace rdc::router
