#include "acquisition_agent/transfer/preparer.h"

#include <algorithm>

#include "common/base/logging.h"
#include "common/dicom/transport_codec.h"

namespace rdc::agent {

v1::Coding Preparer::choose(const Item& item) const {
  if (item.coding != v1::CODING_UNSPECIFIED) return item.coding;
  const v1::Coding best = item.kind == v1::ITEM_KIND_DICOM_INSTANCE ? v1::CODING_RDC1 : v1::CODING_ZSTD;
  switch (policy_) {
    case CodingPolicy::kIdentity:
      return v1::CODING_IDENTITY;
    case CodingPolicy::kZstd:
      return v1::CODING_ZSTD;
    case CodingPolicy::kRdc1:
      return best;
    case CodingPolicy::kAuto:
      break;
  }
  if (item.size < kTooSmallToCode) return v1::CODING_IDENTITY;
  const std::lock_guard lock(mutex_);
  const double rate = link_.rate() > 0 ? link_.rate() : kAssumedRate;
  return rate < speed_ * (1.0 - ratio_) ? best : v1::CODING_IDENTITY;
}

Result<Prepared> Preparer::prepare(const Item& item) {
  std::error_code error;
  const auto original = spool_.bytes_of(item.item_id);
  if (std::filesystem::file_size(original, error) != item.size || error)
    return fail(ErrorCode::kNotFound, "BYTES_MISSING",
                "the spool no longer holds item {}: send it again from the device", item.item_id);
  const v1::Coding coding = choose(item);
  if (coding == v1::CODING_IDENTITY) return Prepared{original, coding, item.size, item.sha256};
  if (auto before = coded_before(item.item_id); before && before->coding == coding) return *before;
  auto encoded = encode(item, coding);
  if (!encoded) {  // also when coding it ended the program: coding saves time, and is worth no examination
    spdlog::warn("item {} goes plain, coding it failed: {}", item.item_id, encoded.error().message);
    return Prepared{original, v1::CODING_IDENTITY, item.size, item.sha256};
  }
  return encoded;
}

std::optional<Prepared> Preparer::coded_before(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  const auto found = coded_.find(item_id);
  std::error_code error;
  if (found == coded_.end() || std::filesystem::file_size(found->second.file, error) != found->second.size || error)
    return std::nullopt;
  return found->second;
}

Result<Prepared> Preparer::encode(const Item& item, v1::Coding coding) {
  const auto original = spool_.bytes_of(item.item_id);
  const auto coded = spool_.coded_path(item.item_id, coding);
  auto scope = spool_.parse_guard().enter(item.sha256);
  if (!scope) return fail(scope);
  if (auto removed = fs_.remove(coded); !removed) return fail(removed);
  const auto started = clock_.monotonic();
  auto file =
      coding == v1::CODING_RDC1 ? dicom::encode_rdc1(original, coded, fs_) : dicom::encode_zstd(original, coded, fs_);
  if (!file) return fail(file);
  learn(item.size, file->size, clock_.monotonic() - started);
  if (file->coding == dicom::TransportCoding::kIdentity)
    return Prepared{original, v1::CODING_IDENTITY, item.size, item.sha256};
  const Prepared made{coded, file->coding == dicom::TransportCoding::kRdc1 ? v1::CODING_RDC1 : v1::CODING_ZSTD,
                      file->size, file->sha256.hex()};
  constexpr std::size_t kRemembered = 512;  // more than a lane's unsettled items, three times
  const std::lock_guard lock(mutex_);
  if (coded_.size() >= kRemembered) coded_.erase(coded_.begin());
  coded_[item.item_id] = made;
  return made;
}

void Preparer::learn(std::uint64_t original, std::uint64_t coded, base::MonotonicTime::duration took) {
  constexpr double kWeight = 0.2;
  const double seconds = std::max(std::chrono::duration<double>(took).count(), 1e-6);
  const auto size = static_cast<double>(original);
  const std::lock_guard lock(mutex_);
  speed_ += kWeight * (size / seconds - speed_);
  ratio_ += kWeight * (static_cast<double>(coded) / size - ratio_);
}

}  // namespace rdc::agent
