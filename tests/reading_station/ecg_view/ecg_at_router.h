// A simulated ECG that a small router holds as a study.
#pragma once

#include <string>

#include "common/base/digest.h"
#include "ecg/formats/write.h"
#include "tests/reading_station/ecg_view/simulated.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {

// Its digest. The study is "study-NAME".
inline std::string put_ecg(SmallRouter& router, const std::string& name, ecg::simulation::Morphology morphology) {
  ecg::simulation::Request request;
  request.morphology = morphology;
  auto recording = ecg::simulation::simulate(request).recording;
  recording.subject.sex = ecg::Sex::kMale;
  recording.subject.age_years = 58;
  recording.subject.id = name;
  const auto written = ecg::write(recording, ecg::Format::kDicom);
  if (!written) throw std::runtime_error(written.error().message);
  const auto& bytes = written->files.front().bytes;
  std::string object(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string digest = base::sha256(object).hex();
  v1::GetStudyReply study;
  study.mutable_study()->set_study_id("study-" + name);
  study.mutable_study()->add_modalities("ECG");
  auto* instance = study.add_series()->add_instances();
  instance->set_sop_class_uid("1.2.840.10008.5.1.4.1.1.9.1.1");
  instance->set_sop_instance_uid("1.2.3." + std::to_string(digest[0]));
  instance->mutable_object()->set_sha256(digest);
  instance->mutable_object()->set_size(object.size());
  router.add_object(digest, std::move(object));
  router.add_study(study);
  return digest;
}

}  // namespace rdc::station
