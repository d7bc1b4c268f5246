#include "tests/testkit/ecg_cart.h"

#include <ctime>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/waveform.h"
#include "ecg/formats/dicom_format.h"

namespace rdc::testkit {
namespace {

std::tm local_parts(base::Timestamp at) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

void describe(dicom::Waveform& waveform, const dicom::PhantomPatient& patient, std::uint64_t seed, base::Timestamp at) {
  const std::tm parts = local_parts(at);
  waveform.sop_class_uid = dicom::kTwelveLeadEcgStorage;
  waveform.sop_instance_uid = dicom::phantom_uid(seed, "ecg/instance");
  waveform.study_instance_uid = dicom::phantom_uid(seed, "ecg/study");
  waveform.series_instance_uid = dicom::phantom_uid(seed, "ecg/series");
  waveform.patient_id = patient.patient_id;
  waveform.patient_name = patient.name;
  waveform.sex = patient.sex;
  waveform.birth_date = patient.birth_date;
  waveform.age = fmt::format("{:03}Y", parts.tm_year + 1900 - std::stoi(patient.birth_date.substr(0, 4)));
  waveform.study_date = fmt::format("{:04}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
  waveform.study_time = fmt::format("{:02}{:02}{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
  waveform.acquisition_datetime = waveform.study_date + waveform.study_time;
  waveform.study_description = "常规12导联心电图";
  waveform.accession_number = fmt::format("E{:09}", seed % 1'000'000'000);
  waveform.manufacturer = "RDC simulator";
  waveform.model = "CART";
}

}  // namespace

EcgCart::EcgCart(Options options, const base::Clock& clock) : options_(std::move(options)), clock_(clock) {}

Result<CartRecording> EcgCart::record(const Request& request) {
  const std::uint64_t seed = seed_of(options_.seed, ++made_);
  ecg::simulation::Request tracing;
  tracing.seed = seed;
  tracing.rhythm = request.rhythm;
  tracing.morphology = request.morphology;
  tracing.heart_rate = request.heart_rate;
  auto waveform = ecg::to_dicom(ecg::simulation::simulate(tracing).recording);
  if (!waveform) return fail(waveform);

  CartRecording made;
  made.patient = dicom::make_phantom_patient(seed);
  describe(*waveform, made.patient, seed, clock_.now());
  waveform->institution = options_.institution;
  waveform->station_name = options_.station_name;
  waveform->clinical_history = request.clinical_history;
  made.study_instance_uid = waveform->study_instance_uid;
  made.sop_instance_uid = waveform->sop_instance_uid;

  std::error_code failed;
  std::filesystem::create_directories(options_.own_directory, failed);
  const std::string name = fmt::format("{}-{:04}.dcm", options_.station_name, made_);
  const auto own = options_.own_directory / name;
  if (auto written = dicom::write_twelve_lead_ecg(*waveform, own); !written) return fail(written);
  const auto digest = base::sha256_of_file(own);
  if (!digest) return fail(digest);
  made.sha256 = digest->hex();
  made.bytes = std::filesystem::file_size(own, failed);
  made.file = options_.drop_directory / name;
  if (auto delivered = deliver(own, made.file); !delivered) return fail(delivered);
  return made;
}

Result<void> EcgCart::deliver(const std::filesystem::path& made, const std::filesystem::path& to) {
  const auto bytes = base::read_file(made, 64U << 20);
  if (!bytes) return fail(bytes);
  const bool renames = options_.writing == Writing::kTemporaryName;
  const std::filesystem::path name = renames ? to.string() + ".tmp" : to.string();
  std::ofstream out(name, std::ios::binary);
  const std::size_t piece = bytes->size() / std::max<std::size_t>(options_.pieces, 1) + 1;
  for (std::size_t at = 0; at < bytes->size(); at += piece) {
    if (at > 0 && !pause()) return fail(ErrorCode::kCancelled, "STOPPED", "the cart was switched off");
    out.write(bytes->data() + at, static_cast<std::streamsize>(std::min(piece, bytes->size() - at)));
    out.flush();
  }
  out.close();
  std::error_code failed;
  if (out.fail()) failed = std::make_error_code(std::errc::io_error);
  if (!failed && renames) std::filesystem::rename(name, to, failed);
  if (failed)
    return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}: {}", to.string(), failed.message());
  return {};
}

bool EcgCart::pause() {
  std::unique_lock lock(mutex_);
  return !stop_asked_.wait_for(lock, options_.pause, [this] { return stopping_; });
}

void EcgCart::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  stop_asked_.notify_all();
}

}  // namespace rdc::testkit
