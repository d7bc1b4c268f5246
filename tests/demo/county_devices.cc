// What the county's devices make and send.
#include <fmt/format.h>

#include "tests/demo/county_demo.h"

namespace rdc::demo {

using ecg::simulation::Morphology;
using ecg::simulation::Rhythm;

void CountyDemo::send_radiograph(const std::string& site_id, const std::string& device, std::uint64_t seed,
                                 dicom::PhantomCharset charset, const testkit::Modality::Request& request,
                                 dicom::PhantomLesion lesion) {
  testkit::SiteHost& site = county_->site(site_id);
  testkit::Modality::Options options;
  options.ae_title = device;
  options.called_ae = testkit::SiteHost::kAeTitle;
  options.port = site.dicom_port;
  options.institution = site.setup.name;
  options.charset = charset;
  options.seed = seed;
  options.directory = options_.out / "devices" / device;
  testkit::Modality modality(options, clock_);
  const auto study = modality.make_radiograph({.lesion = lesion}, request);
  if (!study) return timeline_.problem(study.error().message);
  add_trip({.site_id = site_id,
            .device = device,
            .what = "DR chest",
            .study_instance_uid = study->study_instance_uid,
            .sop_instance_uids = {study->instances[0].sop_instance_uid}});
  timeline_.event(site.setup.name, fmt::format("{}: chest radiograph 2000×2500, {}, C-STORE", device,
                                               megabytes(static_cast<double>(study->bytes))));
  const auto sent = modality.send(*study);
  if (!sent || !sent->complete()) return timeline_.problem(device + " could not deliver its image");
  timeline_.event(site.setup.name, fmt::format("{}: told that the image is safe at the site", device));
}

void CountyDemo::send_ct() {
  testkit::SiteHost& site = county_->site(kLiuhe);
  testkit::Modality::Options options;
  options.ae_title = "CT01";
  options.called_ae = testkit::SiteHost::kAeTitle;
  options.port = site.dicom_port;
  options.institution = site.setup.name;
  options.seed = options_.seed + 2;
  options.directory = options_.out / "devices" / "CT01";
  testkit::Modality modality(options, clock_);
  const auto study = modality.make_ct({.slices = options_.ct_slices, .lesion = dicom::PhantomLesion::kNodule},
                                      {"咳嗽2周，痰中带血1天", ""});
  if (!study) return timeline_.problem(study.error().message);
  Trip trip{.site_id = kLiuhe, .device = "CT01", .what = "CT chest", .study_instance_uid = study->study_instance_uid};
  for (const auto& instance : study->instances) trip.sop_instance_uids.insert(instance.sop_instance_uid);
  add_trip(std::move(trip));
  timeline_.event(site.setup.name, fmt::format("CT01: {} slices 512×512, {}, C-STORE in one association",
                                               study->instances.size(), megabytes(static_cast<double>(study->bytes))));
  const auto sent = modality.send(*study);
  if (!sent || !sent->complete()) return timeline_.problem("CT01 could not deliver its slices");
  const double seconds = std::chrono::duration<double>(sent->finished_at - sent->started_at).count();
  timeline_.event(site.setup.name, fmt::format("CT01: told that all {} slices are safe at the site, after {:.1f} s",
                                               study->instances.size(), seconds));
}

void CountyDemo::send_ecgs() {
  testkit::SiteHost& site = county_->site(kQingshan);
  testkit::EcgCart cart({.drop_directory = site.drop(),
                         .own_directory = options_.out / "devices" / "ECG01",
                         .institution = site.setup.name,
                         .seed = options_.seed + 3,
                         .writing = testkit::EcgCart::Writing::kSlowly},
                        clock_);
  const std::vector<std::pair<testkit::EcgCart::Request, std::string>> requests = {
      {{.morphology = Morphology::kInferiorStemi, .heart_rate = 92, .clinical_history = "胸痛40分钟，大汗"},
       "ECG, chest pain"},
      {{.rhythm = Rhythm::kAtrialFibrillation, .heart_rate = 104, .clinical_history = "心悸3天"}, "ECG, palpitations"}};
  for (const auto& [request, what] : requests) {
    timeline_.event(site.setup.name, "ECG01: writes a 12-lead DICOM ECG into the drop folder, piece by piece");
    const auto begun = clock_.now();
    const auto made = cart.record(request);
    if (!made) return timeline_.problem(made.error().message);
    add_trip({.site_id = kQingshan,
              .device = "ECG01",
              .what = what,
              .study_instance_uid = made->study_instance_uid,
              .sop_instance_uids = {made->sop_instance_uid}});
    const std::lock_guard lock(mutex_);
    trips_.back().begun = begun;
  }
}

}  // namespace rdc::demo
