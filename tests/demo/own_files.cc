#include "tests/demo/own_files.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "acquisition_agent/receive/wfdb_record.h"
#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/instance_header.h"
#include "common/dicom/storage_client.h"
#include "common/dicom/waveform.h"
#include "common/imaging/image_file.h"
#include "ecg/formats/read.h"
#include "ecg/formats/wfdb_archive.h"

namespace rdc::demo {
namespace {

constexpr const char* kDevice = "OWNFILES";
constexpr std::uint64_t kFileLimit = 4ULL << 30;

// The media directory of a DICOM disc is no object of a patient; devices do not send it.
constexpr const char* kMediaDirectory = "1.2.840.10008.1.3.10";

std::string data_set_digest(const std::string& bytes, std::uint64_t offset) {
  return base::sha256(std::string_view(bytes).substr(std::min<std::uint64_t>(offset, bytes.size()))).hex();
}

// What a file shows, or why it shows nothing.
Result<std::string> look_into(const std::filesystem::path& file) {
  auto image = imaging::ImageFile::open(file);
  if (image) {
    const imaging::ImageInfo& info = (*image)->info();
    for (int frame = 0; frame < info.frames; frame += std::max(1, info.frames - 1)) {
      if (auto decoded = (*image)->decode(frame); !decoded) return fail(decoded);
    }
    std::string text =
        fmt::format("{} {}×{}", info.modality.empty() ? "image" : info.modality, info.columns, info.rows);
    return info.frames > 1 ? text + fmt::format("×{}", info.frames) : text;
  }
  if (image.error().reason == "NOT_DICOM") {
    // An ECG in a format of its own: SCP, aECG, MUSE …
    const auto recording = ecg::read(file);
    if (!recording) return fail(image);
    const std::size_t leads = recording->rhythm.channels.size();
    return fmt::format("ECG, {} lead{}, {:.1f} s", leads, leads == 1 ? "" : "s", recording->rhythm.seconds());
  }
  if (image.error().reason != "NO_PIXEL_DATA") return fail(image);
  const auto waveform = dicom::read_waveform(file);
  if (waveform && !waveform->groups.empty()) {
    const dicom::MultiplexGroup& first = waveform->groups.front();
    const double seconds = first.channels.empty() || first.rate_hz <= 0
                               ? 0
                               : static_cast<double>(first.channels.front().samples.size()) / first.rate_hz;
    return fmt::format("waveform, {} channels, {:.1f} s", first.channels.size(), seconds);
  }
  if (!waveform && waveform.error().reason == "BAD_WAVEFORM") return fail(waveform);
  const auto header = dicom::read_header(file);
  if (!header) return fail(header);
  return fmt::format("{} (no picture)", header->modality.empty() ? "object" : header->modality);
}

// Of the record's archive (ecg/formats/wfdb_archive.h), by what its files hold; "" when one cannot be read.
std::string record_digest(const agent::WfdbRecord& record) {
  std::string archive;
  for (const auto& path : record.files) {
    const auto bytes = base::read_file(path, kFileLimit);
    const auto member = bytes ? ecg::wfdb::archive_member(path.filename().string(), bytes->size())
                              : Result<std::array<std::byte, ecg::wfdb::kArchiveBlock>>(tl::unexpected(bytes.error()));
    if (!member) return {};
    archive.append(reinterpret_cast<const char*>(member->data()), member->size());
    archive.append(*bytes);
    archive.append(ecg::wfdb::archive_padding(bytes->size()), '\0');
  }
  archive.append(ecg::wfdb::kArchiveEnd, '\0');
  return base::sha256(archive).hex();
}

// Under which digests the agent may have taken it: alone, or in a record.
std::vector<std::string> digests_of(const OwnFile& file) {
  std::vector<std::string> digests = file.record_sha256;
  digests.push_back(file.sha256);
  return digests;
}

}  // namespace

const char* to_string(Fate fate) {
  switch (fate) {
    case Fate::kIdentical:
      return "bit-identical";
    case Fate::kUnreadable:
      return "bit-identical, unreadable";
    case Fate::kQuarantined:
      return "quarantined";
    case Fate::kDifferent:
      return "DIFFERENT BYTES";
    case Fate::kLost:
      return "LOST";
  }
  return "?";
}

void OwnFiles::collect(const std::filesystem::path& folder) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
    if (!entry.is_regular_file()) continue;
    OwnFile file;
    file.path = entry.path();
    file.name = std::filesystem::relative(entry.path(), folder).string();
    const auto bytes = base::read_file(file.path, kFileLimit);
    if (!bytes) {
      timeline_.problem(fmt::format("{} cannot be read: {}", file.name, bytes.error().message));
      continue;
    }
    file.sha256 = base::sha256(*bytes).hex();
    file.data_set_sha256 = file.sha256;
    if (const auto header = dicom::read_header(file.path); header && header->sop_class_uid != kMediaDirectory) {
      file.by_c_store = header->structure.has_meta_group && !header->sop_class_uid.empty();
      file.sop_instance_uid = header->sop_instance_uid;
      file.study_instance_uid = header->study_instance_uid;
      if (file.by_c_store) file.data_set_sha256 = data_set_digest(*bytes, header->structure.data_set_offset);
    }
    files_.push_back(std::move(file));
  }
  std::sort(files_.begin(), files_.end(), [](const OwnFile& a, const OwnFile& b) { return a.name < b.name; });
  find_records();
}

void OwnFiles::find_records() {
  std::map<std::filesystem::path, OwnFile*> by_path;
  for (OwnFile& file : files_) by_path[file.path] = &file;
  for (const OwnFile& file : files_) {
    const auto record = file.path.extension() == ".hea" ? agent::wfdb_record(file.path) : std::nullopt;
    if (!record || !record->missing.empty()) continue;
    const std::string digest = record_digest(*record);
    for (const auto& path : record->files) {
      if (const auto part = by_path.find(path); part != by_path.end()) part->second->record_sha256.push_back(digest);
    }
  }
}

void OwnFiles::send() {
  std::vector<OwnFile*> by_association;
  for (OwnFile& file : files_) {
    if (file.by_c_store) by_association.push_back(&file);
  }
  send_by_c_store(by_association);
  std::size_t dropped = 0;
  std::set<std::string> names;
  for (OwnFile& file : files_) {
    if (file.by_c_store) continue;
    drop(file, names);
    ++dropped;
  }
  timeline_.event(site_.setup.name, fmt::format("{} files put into the drop folder", dropped));
}

void OwnFiles::send_by_c_store(const std::vector<OwnFile*>& files) {
  std::vector<std::filesystem::path> paths;
  std::map<std::filesystem::path, OwnFile*> by_path;
  for (OwnFile* file : files) {
    paths.push_back(file->path);
    by_path[file->path] = file;
  }
  dicom::StoragePeer peer;
  peer.port = site_.dicom_port;
  peer.calling_ae = kDevice;
  peer.called_ae = testkit::SiteHost::kAeTitle;
  std::size_t taken = 0;
  const auto sent =
      dicom::send_files(peer, paths, [&](const dicom::SentFile& file, std::size_t done, std::size_t total) {
        OwnFile* own = by_path.at(file.path);
        if (file.stored()) {
          ++taken;
        } else {
          own->by_c_store = false;  // by the drop folder, then
          own->refusal = file.refusal.empty() ? fmt::format("status {:04X}", file.status) : file.refusal;
        }
        timeline_.progress(fmt::format("C-STORE {} of {}: {}", done, total, own->name));
        return true;
      });
  timeline_.end_progress();
  if (!sent) timeline_.problem("the association broke: " + sent.error().message);
  timeline_.event(site_.setup.name, fmt::format("{} of {} objects taken by C-STORE", taken, paths.size()));
}

void OwnFiles::drop(OwnFile& file, std::set<std::string>& names) {
  // Under its own name where that is free, because a WFDB header names its files; never visible half written.
  std::string name = file.path.filename().string();
  if (!names.insert(name).second) {
    name = file.name;
    std::replace(name.begin(), name.end(), '/', '~');
  }
  std::error_code failed;
  const auto hidden = site_.drop() / ("." + name);
  std::filesystem::copy_file(file.path, hidden, std::filesystem::copy_options::overwrite_existing, failed);
  std::filesystem::permissions(hidden, std::filesystem::perms::owner_all, failed);
  if (!failed) std::filesystem::rename(hidden, site_.drop() / name, failed);
  if (failed) timeline_.problem(fmt::format("{} cannot be copied: {}", file.name, failed.message()));
}

void OwnFiles::settle(std::chrono::minutes limit) {
  auto agent = site_.catalog();
  if (!agent) return timeline_.problem(agent.error().message);
  std::set<std::vector<std::string>> waiting;  // by content: equal files are one item
  for (const OwnFile& file : files_) {
    if (!file.by_c_store) waiting.insert(digests_of(file));
  }
  const bool settled = (*agent)->wait_until(
      [&](testkit::DatabaseWatch& watch) {
        const auto owed = watch.number("SELECT count(*) FROM item WHERE state IN ('spooled', 'sending')");
        const auto stored = watch.number("SELECT count(*) FROM item WHERE state = 'stored'");
        const auto aside = watch.number("SELECT count(*) FROM item WHERE state = 'quarantined'");
        if (!owed || !stored || !aside) return false;
        std::size_t untaken = 0;
        for (const auto& digests : waiting) {
          if (std::none_of(digests.begin(), digests.end(), [&](const std::string& sha256) {
                return watch.number("SELECT count(*) FROM item WHERE sha256 = ?", {sha256}).value_or(0) > 0;
              }))
            ++untaken;
        }
        timeline_.progress(fmt::format("{} at the centre, {} on the way, {} in quarantine, {} still in the drop folder",
                                       *stored, *owed, *aside, untaken));
        return *owed == 0 && untaken == 0;
      },
      limit);
  timeline_.end_progress();
  if (!settled) timeline_.problem("not everything was settled in time");
}

void OwnFiles::judge(OwnFile& file, testkit::DatabaseWatch& agent, testkit::DatabaseWatch& router) {
  // By C-STORE the file's meta group is the receiver's own: the item is found by its UID, and told from others of the
  // same UID by its data set.
  std::vector<testkit::Row> items;
  const auto find = [&](const char* by, const std::string& value) {
    auto found = agent.rows(std::string("SELECT state, reason, message, sha256 FROM item WHERE ") + by, {value});
    if (found) items.insert(items.end(), found->begin(), found->end());
  };
  if (file.by_c_store) {
    find("sop_instance_uid = ?", file.sop_instance_uid);
  } else {
    for (const std::string& sha256 : digests_of(file)) find("sha256 = ?", sha256);
  }
  for (const testkit::Row& item : items) {
    const auto rejected =
        router.rows("SELECT reason, message FROM item WHERE sha256 = ? AND state = 'rejected'", {item[3]});
    if (item[0] == "quarantined" || (rejected && !rejected->empty())) {
      if (file.fate != Fate::kLost) continue;
      file.fate = Fate::kQuarantined;
      file.reason = item[0] == "quarantined" ? fmt::format("{}: {}", item[1], item[2])
                                             : fmt::format("{}: {}", rejected->front()[0], rejected->front()[1]);
      continue;
    }
    const auto object = county_.router_data() / "objects" / item[3].substr(0, 2) / item[3];
    judge_archived(file, object);
    if (file.fate == Fate::kIdentical || file.fate == Fate::kUnreadable) {
      const auto known = router.rows(
          "SELECT i.unreadable_reason FROM instance i JOIN object o ON o.object_key = i.object_key WHERE o.sha256 = ?",
          {item[3]});
      if (file.reason.empty() && known && !known->empty()) file.reason = known->front()[0];
      return;
    }
  }
}

void OwnFiles::judge_archived(OwnFile& file, const std::filesystem::path& object) {
  const auto bytes = base::read_file(object, kFileLimit);
  if (!bytes) return;
  std::string digest = base::sha256(*bytes).hex();
  // A name of bytes that were computed from the user's own files: the object gives it back, or it is not the same.
  std::string wanted = object.filename().string();
  if (file.by_c_store) {
    const auto structure = dicom::check_structure(object);
    digest = data_set_digest(*bytes, structure ? structure->data_set_offset : 0);
    wanted = file.data_set_sha256;
  }
  if (digest != wanted) {
    if (file.fate == Fate::kLost) file.fate = Fate::kDifferent;
    return;
  }
  const auto content = look_into(object);
  file.fate = content ? Fate::kIdentical : Fate::kUnreadable;
  file.reason.clear();
  if (content) {
    file.content = *content;
  } else {
    file.reason = content.error().reason + ": " + content.error().message;
  }
}

void OwnFiles::compare() {
  auto agent = site_.catalog();
  auto router = county_.router_catalog();
  if (!agent || !router) return timeline_.problem("the catalogs cannot be read");
  std::size_t done = 0;
  for (OwnFile& file : files_) {
    judge(file, **agent, **router);
    timeline_.progress(fmt::format("compared and opened {} of {}: {}", ++done, files_.size(), file.name));
  }
  timeline_.end_progress();
}

bool OwnFiles::print() const {
  Table table({"file", "by", "arrived", "opens as / reason"});
  std::map<Fate, std::size_t> sums;
  for (const OwnFile& file : files_) {
    ++sums[file.fate];
    table.add({file.name, file.by_c_store ? "C-STORE" : "drop folder", to_string(file.fate),
               file.fate == Fate::kIdentical ? file.content : file.reason});
  }
  fmt::print("\n{}\n", table.text());
  for (const auto& [fate, count] : sums) fmt::print("{:6} {}\n", count, to_string(fate));
  fmt::print(
      "{:6} in all. Through C-STORE the data set is compared (the receiver writes the file's meta group anew);\n"
      "       through the drop folder the whole file.\n",
      files_.size());
  return std::all_of(files_.begin(), files_.end(), [](const OwnFile& file) {
    return file.fate == Fate::kIdentical ||
           ((file.fate == Fate::kUnreadable || file.fate == Fate::kQuarantined) && !file.reason.empty());
  });
}

}  // namespace rdc::demo
