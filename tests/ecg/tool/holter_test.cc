// A day of Holter through the tool: every beat, in memory that does not grow with the day.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <cmath>

#include "ecg/simulation/simulator.h"
#include "tests/ecg/tool/ecg_tool.h"

namespace rdc::ecg::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kHours = 24, kRate = 250, kHour = 3600 * kRate;
constexpr int kStep = 5;  // uV

// One simulated hour with ventricular premature beats, in steps, repeated all day: II, V1 and V5.
struct Hour {
  std::vector<std::vector<int>> leads;
  std::size_t beats = 0, ventricular = 0;
};

const Hour& hour() {
  static const Hour made = [] {
    simulation::Request request;
    request.seed = 9;
    request.seconds = 3600;
    request.rate_hz = kRate;
    request.rhythm = simulation::Rhythm::kPrematureVentricular;
    const auto simulated = simulation::simulate(request);
    Hour out;
    for (const std::size_t c : {1U, 6U, 10U}) {
      std::vector<int> steps;
      for (const float uv : simulated.recording.rhythm.channels[c].samples) {
        steps.push_back(std::clamp(static_cast<int>(std::lround(uv / kStep)), -2047, 2047));
      }
      out.leads.push_back(std::move(steps));
    }
    out.beats = simulated.beats.size();
    for (const auto& beat : simulated.beats) {
      out.ventricular +=
          beat.kind == simulation::BeatKind::kPremature || beat.kind == simulation::BeatKind::kVentricular;
    }
    return out;
  }();
  return made;
}

std::string packed_212() {
  std::string bytes;
  int before = 0;
  bool second = false;
  for (std::size_t i = 0; i < kHour; ++i) {
    for (const auto& lead : hour().leads) {
      if (second) {
        bytes += static_cast<char>(before & 255);
        bytes += static_cast<char>((before >> 8 & 15) | (lead[i] >> 8 & 15) << 4);
        bytes += static_cast<char>(lead[i] & 255);
      }
      before = lead[i];
      second = !second;
    }
  }
  return bytes;
}

std::string wfdb_header() {
  std::string header = "day 3 250 " + std::to_string(kHours * kHour) + "\n";
  for (std::size_t l = 0; l < 3; ++l) {
    long sum = 0;
    for (const int step : hour().leads[l]) sum += step;
    const auto checksum = static_cast<std::int16_t>(sum * static_cast<long>(kHours));
    header += "day.dat 212 200/mV 12 0 " + std::to_string(hour().leads[l][0]) + " " + std::to_string(checksum) + " 0 " +
              std::array{"II", "V1", "V5"}[l] + "\n";
  }
  return header;
}

std::string edf_header() {
  const auto field = [](std::string text, std::size_t width) {
    text.resize(width, ' ');
    return text;
  };
  std::string header = field("0", 8) + field("X X X X", 80) + field("Startdate 24-NOV-2026 X X X", 80) +
                       "24.11.2609.08.07" + field("1024", 8) + field("EDF+C", 44) +
                       field(std::to_string(kHours * 3600), 8) + field("1", 8) + field("3", 4);
  const auto each = [&](const std::string& text, std::size_t width) {
    for (int i = 0; i < 3; ++i) header += field(text, width);
  };
  for (const char* lead : {"ECG II", "ECG V1", "ECG V5"}) header += field(lead, 16);
  each("", 80);
  each("uV", 8);
  each("-10235", 8);
  each("10235", 8);
  each("-2047", 8);
  each("2047", 8);
  each("", 80);
  each(std::to_string(kRate), 8);
  each("", 32);
  return header;
}

std::string edf_records() {
  std::string bytes;
  for (std::size_t second = 0; second < 3600; ++second) {
    for (const auto& lead : hour().leads) {
      for (std::size_t i = 0; i < kRate; ++i) {
        const int step = lead[second * kRate + i];
        (bytes += static_cast<char>(step & 255)) += static_cast<char>(step >> 8 & 255);
      }
    }
  }
  return bytes;
}

class Holter : public EcgTool {
 protected:
  void write_day(const std::string& name, const std::string& head, const std::string& an_hour) const {
    std::ofstream out(path(name), std::ios::binary);
    out << head;
    for (std::size_t i = 0; i < kHours; ++i) out << an_hour;
  }

  void expect_the_day(const std::string& file) const {
    const auto begin = std::chrono::steady_clock::now();
    const std::string json = ok("ecg measure " + file + " --json | tee day.json");
    RecordProperty("seconds_" + file,
                   std::to_string(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()));
    write(
        "check.py",
        "import json,sys\n"
        "d=json.load(open('day.json')); beats,pvc=int(sys.argv[1]),int(sys.argv[2])\n"
        "t=d['total']\n"
        "assert abs(t['beats']-beats) <= beats*0.001, (t, beats)\n"
        "assert abs(t['ventricular']-pvc) <= pvc*0.02, (t, pvc)\n"
        "assert len(d['hours'])==24 and all(abs(h['beats']-beats/24)<beats*0.001 for h in d['hours']), d['hours']\n"
        "assert d['length_ms']==86400000 and d['rhythms'][0]['begin_ms']==0 and d['rhythms'][-1]['end_ms']==86400000\n"
        "assert d['warnings']==[], d['warnings']\n");
    const auto checked = sh("python3 check.py " + std::to_string(kHours * hour().beats) + " " +
                            std::to_string(kHours * hour().ventricular));
    EXPECT_EQ(checked.status, 0) << checked.error;
  }
};

TEST_F(Holter, ADayOfWfdbAndOfEdfIsMeasuredInBoundedMemory) {
  write("day.hea", wfdb_header());
  write_day("day.dat", "", packed_212());
  write_day("day.edf", edf_header(), edf_records());
  expect_the_day("day.hea");
  expect_the_day("day.edf");
  EXPECT_THAT(ok("ecg info day.hea"), HasSubstr("86400.00 s"));
  EXPECT_THAT(ok("ecg info day.edf --lang zh"), HasSubstr("21600000"));
  const Said refused = sh("ecg interpret day.hea");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.error, HasSubstr("ecg measure"));
#ifndef __SANITIZE_ADDRESS__
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  RecordProperty("peak_kilobytes", std::to_string(usage.ru_maxrss));
  EXPECT_LT(usage.ru_maxrss, 96 * 1024);  // the day's samples are 247 MiB
#endif
}

}  // namespace
}  // namespace rdc::ecg::testing
