#include "tests/testkit/modality.h"

#include <algorithm>

#include <fmt/format.h>

namespace rdc::testkit {

bool Delivery::complete() const {
  return std::all_of(files.begin(), files.end(), [](const dicom::SentFile& file) { return file.stored(); });
}

Modality::Modality(Options options, const base::Clock& clock) : options_(std::move(options)), clock_(clock) {}

dicom::PhantomOrder Modality::next_order(const Request& request) {
  dicom::PhantomOrder order;
  order.seed = options_.seed * 1'000'003 + ++made_;
  order.patient = dicom::make_phantom_patient(order.seed);
  order.acquired_at = clock_.now();
  order.institution = options_.institution;
  order.station_name = options_.ae_title;
  order.accession_number = fmt::format("A{:09}", order.seed % 1'000'000'000);
  order.clinical_history = request.clinical_history;
  order.priority = request.priority;
  order.charset = options_.charset;
  return order;
}

Result<dicom::PhantomStudy> Modality::make_radiograph(const dicom::PhantomRadiograph& what, const Request& request) {
  const dicom::PhantomOrder order = next_order(request);
  return dicom::write_chest_radiograph(order, what, options_.directory / fmt::format("dx-{}", made_));
}

Result<dicom::PhantomStudy> Modality::make_ct(const dicom::PhantomCt& what, const Request& request) {
  const dicom::PhantomOrder order = next_order(request);
  return dicom::write_chest_ct(order, what, options_.directory / fmt::format("ct-{}", made_));
}

Result<Delivery> Modality::send(const dicom::PhantomStudy& study, const dicom::SendProgress& progress) {
  std::vector<std::filesystem::path> files;
  for (const dicom::PhantomInstance& instance : study.instances) files.push_back(instance.path);
  return send(std::move(files), progress);
}

Result<Delivery> Modality::send(std::vector<std::filesystem::path> files, const dicom::SendProgress& progress) {
  dicom::StoragePeer peer;
  peer.host = options_.host;
  peer.port = options_.port;
  peer.calling_ae = options_.ae_title;
  peer.called_ae = options_.called_ae;
  Delivery delivery;
  delivery.started_at = clock_.now();
  const std::size_t total = files.size();
  while (true) {
    ++delivery.attempts;
    std::vector<dicom::SentFile> tried;
    // A lost association still told which files were taken before.
    const auto note = [&](const dicom::SentFile& file, std::size_t, std::size_t) {
      tried.push_back(file);
      const auto taken = std::count_if(tried.begin(), tried.end(), [](const auto& each) { return each.stored(); });
      const bool go_on = !progress || progress(file, delivery.files.size() + static_cast<std::size_t>(taken), total);
      const std::lock_guard lock(mutex_);
      return go_on && !stopping_;
    };
    const auto sent = dicom::send_files(peer, files, note);
    std::vector<std::filesystem::path> left;
    for (const std::filesystem::path& file : files) {
      const auto it = std::find_if(tried.begin(), tried.end(), [&](const auto& each) { return each.path == file; });
      if (it != tried.end() && it->stored()) {
        delivery.files.push_back(*it);
      } else {
        left.push_back(file);
      }
    }
    files = std::move(left);
    delivery.finished_at = clock_.now();
    if (files.empty()) return delivery;
    if (delivery.attempts >= options_.attempts || !pause()) {
      if (!sent && delivery.files.empty()) return fail(sent);
      for (const std::filesystem::path& file : files) {
        const auto it = std::find_if(tried.begin(), tried.end(), [&](const auto& each) { return each.path == file; });
        delivery.files.push_back(it != tried.end() ? *it : dicom::SentFile{file, {}, 0, "not sent"});
      }
      return delivery;
    }
  }
}

bool Modality::pause() {
  std::unique_lock lock(mutex_);
  return !stop_asked_.wait_for(lock, options_.retry_after, [this] { return stopping_; });
}

void Modality::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  stop_asked_.notify_all();
}

Result<void> Modality::echo() const {
  dicom::StoragePeer peer;
  peer.host = options_.host;
  peer.port = options_.port;
  peer.calling_ae = options_.ae_title;
  peer.called_ae = options_.called_ae;
  return dicom::echo(peer);
}

}  // namespace rdc::testkit
