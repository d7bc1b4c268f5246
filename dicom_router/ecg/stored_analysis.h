// The machine's reading of an ECG as the archive keeps it.
#pragma once

#include "dicom_router/store/ecg_store.h"
#include "dicom_router/store/object_store.h"
#include "rdc/v1/ecg.pb.h"

namespace rdc::router {

// An unreadable ECG gives its reason and headline alone. kCorrupt/OBJECT_DAMAGED; storage errors. Blocks. Thread-safe.
Result<v1::EcgAnalysis> stored_analysis(const ObjectStore& objects, const EcgRecord& ecg,
                                        const EcgAnalysisRecord& record);

}  // namespace rdc::router
