// Worklist items as the router would send them.
#pragma once

#include <string>

#include "rdc/v1/worklist.pb.h"

namespace rdc::station {

// Received at `received`, due an hour later; both in seconds since 1970.
inline v1::WorklistItem item(const std::string& id, std::int64_t received, v1::Urgency urgency = v1::URGENCY_ROUTINE,
                             const std::string& modality = "DX", std::uint64_t change = 1) {
  v1::WorklistItem made;
  made.set_item_id(id);
  made.set_study_id("study-" + id);
  made.set_change(change);
  made.set_urgency(urgency);
  made.set_status(v1::WORKLIST_STATUS_UNREAD);
  made.add_modalities(modality);
  made.set_site_id("liuhe");
  made.set_site_name("柳河镇卫生院");
  made.mutable_patient()->set_name("王晓民");
  made.mutable_patient()->set_patient_id("P-" + id);
  made.mutable_patient()->set_sex("F");
  made.mutable_patient()->set_age("063Y");
  made.set_study_description("胸部正位");
  made.mutable_received_at()->set_seconds(received);
  made.mutable_due_at()->set_seconds(received + 3600);
  made.set_instance_count(1);
  return made;
}

}  // namespace rdc::station
