// Writes the seeds of tests/fuzz/corpus by our own writers and phantoms: no real person, no real device's bytes. What a
// search found lies beside them (found-…) and is left alone. Usage: make_fuzz_corpus FOLDER  (scripts/fuzz --seeds)
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "common/base/file_system.h"
#include "common/dicom/annotation_objects.h"
#include "common/dicom/dimse_command.h"
#include "common/dicom/phantom.h"
#include "common/dicom/transport_codec.h"
#include "common/dicom/waveform.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/cms_signature.h"
#include "common/identity/enrolment_bundle.h"
#include "common/report/report_document.h"
#include "ecg/formats/dicom_format.h"
#include "ecg/simulation/simulator.h"
#include "tests/fuzz/corpus_flac.h"
#include "tests/fuzz/corpus_images.h"
#include "tests/testkit/hostile_files.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/must.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::fuzz {
namespace {

namespace stdfs = std::filesystem;
using testkit::must;
constexpr const char* kUuid = "01932c07-0000-7000-8000-00000000000";  // and a digit

class Corpus {
 public:
  explicit Corpus(stdfs::path root) : root_(std::move(root)) {}

  void put(const std::string& target, const std::string& name, std::string_view bytes) const {
    stdfs::create_directories(root_ / target);
    std::ofstream(root_ / target / name, std::ios::binary) << bytes;
  }
  void put_file(const std::string& target, const std::string& name, const stdfs::path& file) const {
    stdfs::create_directories(root_ / target);
    stdfs::copy_file(file, root_ / target / name, stdfs::copy_options::overwrite_existing);
  }
  // Everything that reads DICOM files wants this one.
  void put_dicom(const std::string& name, const stdfs::path& file) const {
    for (const char* target : {"dicom_part10", "dicom_header", "dicom_codec", "imaging_file", "agent_inspect"})
      put_file(target, name, file);
  }

 private:
  stdfs::path root_;
};

std::string_view text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::string_view text_of(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void put_images(const Corpus& corpus, const stdfs::path& scratch) {
  base::PosixFileSystem fs;
  const std::pair<const char*, dicom::PhantomCharset> charsets[] = {
      {"utf8", dicom::PhantomCharset::kUtf8},
      {"gb18030", dicom::PhantomCharset::kGb18030},
      {"mislabelled_gbk", dicom::PhantomCharset::kMislabelledGbk}};
  for (const auto& [name, charset] : charsets) {
    dicom::PhantomOrder order;
    order.patient = dicom::make_phantom_patient(7);
    order.charset = charset;
    order.clinical_history = "咳嗽2周";
    const auto study = must(dicom::write_chest_radiograph(
        order, {.columns = 24, .rows = 32, .photometric = dicom::PhantomRadiograph::Photometric::kMonochrome1},
        scratch / name));
    corpus.put_dicom(std::string("radiograph_") + name + ".dcm", study.instances[0].path);
  }
  const stdfs::path native = scratch / "utf8" / "0001.dcm";
  for (const std::string& name : must(write_coded_images(native, scratch))) corpus.put_dicom(name, scratch / name);
  testkit::write_nested_sequences(scratch / "nested.dcm", 12, 3);
  corpus.put_dicom("nested.dcm", scratch / "nested.dcm");

  (void)must(dicom::encode_rdc1(native, scratch / "coded.rdc1", fs));
  corpus.put_file("dicom_codec", "radiograph.rdc1", scratch / "coded.rdc1");
  (void)must(dicom::encode_zstd(native, scratch / "coded.zst", fs));
  corpus.put_file("dicom_codec", "radiograph.zst", scratch / "coded.zst");
  corpus.put("imaging_codestream", "ramp.j2k", text_of(jpeg2000_ramp(24)));
  corpus.put("imaging_codestream", "ramp.jls", text_of(jpeg_ls_ramp(24)));
}

void put_ecg(const Corpus& corpus, const stdfs::path& scratch) {
  ecg::simulation::Request request;
  request.seconds = 1;
  request.rate_hz = 200;
  auto waveform = must(ecg::to_dicom(ecg::simulation::simulate(request).recording));
  waveform.sop_class_uid = dicom::kTwelveLeadEcgStorage;
  waveform.sop_instance_uid = dicom::phantom_uid(5, "ecg/instance");
  waveform.study_instance_uid = dicom::phantom_uid(5, "ecg/study");
  waveform.series_instance_uid = dicom::phantom_uid(5, "ecg/series");
  waveform.patient_name = "王^小明";
  waveform.acquisition_datetime = "20260302080000";
  waveform.annotations.emplace_back().text = "窦性心律";
  must(dicom::write_twelve_lead_ecg(waveform, scratch / "ecg.dcm"));
  for (const char* target : {"dicom_waveform", "dicom_header", "agent_inspect"})
    corpus.put_file(target, "ecg.dcm", scratch / "ecg.dcm");
  for (const int bits : {8, 16, 24}) corpus.put("ecg_wfdb", fmt::format("format-{}", 500 + bits), flac_record(bits));
}

void put_texts(const Corpus& corpus) {
  corpus.put("dicom_text", "utf8", "ISO_IR 192\nWang^Xiaoming=王^小明");
  corpus.put("dicom_text", "gb18030", "GB18030\nWang^Xiaoming=\xCD\xF5^\xD0\xA1\xC3\xF7");
  corpus.put("dicom_text", "mislabelled", "ISO_IR 100\n\xCD\xF5^\xD0\xA1\xC3\xF7");
  // PS3.5 H.3.1 and I.2, K.2: Japanese, Korean, simplified Chinese with escapes.
  corpus.put("dicom_text", "japanese",
             "\\ISO 2022 IR 87\nYamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B");
  corpus.put("dicom_text", "korean",
             "\\ISO 2022 IR "
             "149\nHong^Gildong=\x1b$)C\xFB\xF3^\x1b$)C\xD1\xCE\xD4\xD7=\x1b$)C\xC8\xAB^\x1b$)C\xB1\xE6\xB5\xBF");
  corpus.put("dicom_text", "chinese", "\\ISO 2022 IR 58\nZhang^XiaoDong=\x1b$)A\xD5\xC5^\x1b$)A\xD0\xA1\xB6\xAB=");
}

// What readers leave in a study; reports of others have the same shapes.
void put_documents(const Corpus& corpus) {
  const dicom::StudyIdentity study{"1.2.3", "20260301",     "101500",   "S1", "A1",
                                   "P1",    "Zhang^Weimin", "19700101", "M",  ""};
  const dicom::Authorship by{"2.25.1", "2.25.1.1", 1, "李医生", base::from_micros(1'790'000'000'000'000), {}};
  const dicom::ImagePlace image{"1.2.840.10008.5.1.4.1.1.2", "1.2.3.1.2", "1.2.3.1", 2, 5};
  const std::vector<dicom::Graphic> line{{dicom::GraphicShape::kPolyline, {{1, 1}, {20, 20}}, false}};
  dicom::MeasurementReport report;
  report.groups = {{"2.25.9", "结节 1", image, line, {}, "at detector"}};
  report.groups[0].numbers = {{{"410668003", "SCT", "Length"}, std::nullopt, 12.5, {"mm", "UCUM", "millimeter"}}};
  report.by = by;
  corpus.put("dicom_documents", "report.dcm", must(dicom::write_measurement_report(study, report)));
  dicom::KeyObjects keys;
  keys.images = {image};
  keys.by = by;
  corpus.put("dicom_documents", "keys.dcm", must(dicom::write_key_objects(study, keys)));
  for (const bool is_colour : {false, true}) {
    dicom::PresentationState state;
    state.is_colour = is_colour;
    state.images = {{image, dicom::PresentedWindow{40, 400, "LINEAR"}, {}, {1, 1, 100, 100}}};
    state.marks = {{"2.25.8", "length", image, line, "12.5 mm", {20, 20}}};
    state.by = by;
    corpus.put("dicom_documents", is_colour ? "colour_state.dcm" : "state.dcm",
               must(dicom::write_presentation_state(study, state)));
  }
}

void put_commands(const Corpus& corpus) {
  const auto request = dicom::make_store_request(1, "1.2.840.10008.5.1.4.1.1.2", "2.25.1");
  corpus.put("dicom_command", "store_request", text_of(request));
  corpus.put("dicom_command", "store_response",
             text_of(dicom::make_store_response(must(dicom::parse_command(request)), 0)));
}

v1::ReportDocument report() {
  v1::ReportDocument document;
  document.set_report_id(std::string(kUuid) + "1");
  document.set_revision_id(std::string(kUuid) + "2");
  document.set_status(v1::REPORT_STATUS_PRELIMINARY);
  document.set_study_id(std::string(kUuid) + "3");
  document.set_study_instance_uid("1.2.3");
  document.set_site_id("liuhe");
  document.set_findings("双肺纹理清晰");
  document.set_impression("未见明显异常");
  document.mutable_author()->set_user_id(std::string(kUuid) + "a");
  document.mutable_signer()->set_user_id(std::string(kUuid) + "a");
  document.mutable_signed_at()->set_seconds(1'772'438'400);
  document.set_pdf_sha256(base::sha256("a pdf").hex());
  auto* image = document.add_read();
  image->set_sop_instance_uid("1.2.3.4");
  image->set_sha256(base::sha256("an image").hex());
  return document;
}

void put_signed_things(const Corpus& corpus) {
  const std::string document = must(report::to_signed_bytes(report()));
  corpus.put("report_document", "preliminary.json", document);

  testkit::ManualClock clock;
  testkit::SeededRandom random(11);
  const auto authority = must(identity::CertificateAuthority::create("centre", clock));
  const auto key = must(identity::KeyPair::generate());
  const std::string certificate =
      must(authority.issue_signer(must(key.certificate_request("x")), std::string(kUuid) + "a", "李明华"));
  const std::string signature = must(identity::cms_sign("a report", key, certificate, clock));
  std::string input = "a report";
  (input += '\0') += authority.certificate_pem();
  (input += '\0') += signature;
  corpus.put("cms_signature", "good", input);

  identity::EnrolmentBundle bundle{.centre_name = "中心",
                                   .machine_name = "agent/liuhe",
                                   .site_id = "liuhe",
                                   .site_name = "柳河",
                                   .router_addresses = {"router.county:7443"},
                                   .ca_pem = "no certificate",
                                   .certificate_pem = "no certificate",
                                   .key_pem = identity::Secret("no key")};
  corpus.put("enrolment_bundle", "agent.bundle", must(identity::seal_bundle(bundle, random)).file);
  corpus.put("enrolment_bundle", "escapes.json", R"({"a":["\u4e2d\ud83d\ude00\n","b"],"c":"\"\\\/"})");
}

// What an agent must know at sight; the readers of these formats have targets of their own.
void put_heads(const Corpus& corpus) {
  corpus.put("agent_inspect", "aecg.xml", "<?xml version=\"1.0\"?><AnnotatedECG xmlns=\"urn:hl7-org:v3\"/>");
  corpus.put("agent_inspect", "record.hea", "100 2 360 650000\n100.dat 212 200 11 1024 995 -22131 0 MLII\n");
  std::string edf(256, ' ');
  edf.replace(0, 1, "0").replace(184, 3, "512");
  corpus.put("agent_inspect", "edf", edf);
}

}  // namespace

void make_corpus(const stdfs::path& root) {
  const Corpus corpus(root);
  const testkit::ScratchDirectory scratch("rdc-corpus");
  put_images(corpus, scratch.path());
  put_ecg(corpus, scratch.path());
  put_texts(corpus);
  put_commands(corpus);
  put_documents(corpus);
  put_signed_things(corpus);
  put_heads(corpus);
}

}  // namespace rdc::fuzz

int main(int count, char** arguments) try {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 2;
  }
  rdc::fuzz::make_corpus(arguments[1]);
  return 0;
} catch (const std::exception& failed) {
  std::fprintf(stderr, "%s\n", failed.what());
  return 1;
}
