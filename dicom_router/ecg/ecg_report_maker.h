// A signed report on an ECG in DICOM's own form, kept with its study: TID 3700 (common/dicom/ecg_report_object.h).
#pragma once

#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/ecg_store.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/study/derived_objects.h"

namespace rdc::router {

// Measurements are the machine's, with the reader's corrections in their place; statements are those the reader stands
// for. One object for each signed revision, its UIDs made of the report's and the revision's identifiers.
//
// Thread-safe. Borrows everything.
class EcgReportMaker {
 public:
  struct Parts {
    Catalog& catalog;
    ObjectStore& objects;
    DerivedObjects& derived;
  };
  explicit EcgReportMaker(Parts parts) : parts_(parts) {}

  // A DicomReportMaker. Empty for a study without an ECG and for a cancelled report. What cannot be made is logged and
  // does not hold up the signature: the signed document is the record. Blocks for syncs.
  AddToArchive make(const v1::ReportDocument& document, const std::string& replaced_revision_id,
                    const rpc::Caller& signer);

 private:
  struct Basis {
    EcgRecord ecg;
    std::optional<EcgAnalysisRecord> analysis;
    std::optional<v1::EcgOverread> overread;  // the newest
  };
  Result<std::optional<Basis>> basis_of(const v1::ReportDocument& document);
  Result<std::string> object_of(const v1::ReportDocument& document, const Basis& basis,
                                const std::string& replaced_revision_id) const;

  const Parts parts_;
};

}  // namespace rdc::router
