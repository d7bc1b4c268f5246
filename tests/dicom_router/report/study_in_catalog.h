// A study with one instance, on the worklist, without any DICOM.
#pragma once

#include <string>

#include "common/base/digest.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/item_store.h"
#include "dicom_router/store/study_store.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {

struct PlacedStudy {
  std::string study_id;
  std::string item_id;  // of the worklist
  std::string image_sha256;
};

inline Result<PlacedStudy> place_study(Catalog& catalog, const base::Clock& clock, base::IdGenerator& ids,
                                       const std::string& site_id, v1::SignOffPolicy policy) {
  return catalog.write<PlacedStudy>([&](soci::session& session) -> Result<PlacedStudy> {
    ItemStore items(clock);
    StudyStore studies(clock, ids);
    WorklistStore worklist(clock, ids);
    PlacedStudy placed;
    ItemRecord item;
    item.item_id = ids.next();
    item.site_id = site_id;
    item.sha256 = placed.image_sha256 = base::sha256("image of " + item.item_id).hex();
    item.size = 10;
    item.coded_size = 10;
    item.state = "stored";
    auto object = items.add_object(session, item.sha256, item.size);
    if (!object) return fail(object);
    auto item_key = items.add_item(session, item, *object);
    if (!item_key) return fail(item_key);
    InstanceFacts facts;
    facts.study_instance_uid = "1.2.3";
    facts.series_instance_uid = "1.2.3.4";
    facts.sop_instance_uid = "1.2.3.4.5";
    facts.modality = "CT";
    facts.patient_id = "P1";
    auto added = studies.add_instance(session, site_id, facts, *object, *item_key);
    if (!added) return fail(added);
    placed.study_id = added->study_id;
    Routing routing;
    routing.reading_group = "ct";
    routing.sign_off = policy;
    routing.limit_minutes = 60;
    if (auto changed = worklist.study_changed(session, added->study_key, routing); !changed) return fail(changed);
    auto list = worklist.list(session, {}, {});
    if (!list) return fail(list);
    for (const auto& entry : list->items())
      if (entry.study_id() == placed.study_id) placed.item_id = entry.item_id();
    return placed;
  });
}

}  // namespace rdc::router
