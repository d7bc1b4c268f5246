#include "ecg/evaluation/reference_labels.h"

#include <algorithm>
#include <fstream>

namespace rdc::ecg::evaluation {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  return out;
}

void add_phrases(std::string_view text, ReferenceLabels& out) {
  const auto words = lower(text);
  for (const auto& target : label_targets()) {
    for (const auto phrase : target.phrases) {
      if (words.find(phrase) != std::string::npos) out.targets.insert(target.name);
    }
  }
}

// "32,11154.0,...,\"{'LPFB': 100.0, 'SR': 0.0}\",..." is the record 00032_hr with what stands in braces.
void read_ptbxl_labels(const std::filesystem::path& path, std::map<std::string, std::string>& out) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    const auto comma = line.find(','), open = line.find("{'"), close = line.find('}');
    if (comma == std::string::npos || comma == 0 || comma > 5 || open == std::string::npos || close < open) continue;
    const std::string number = line.substr(0, comma);
    out[std::string(5 - number.size(), '0') + number + "_hr"] = line.substr(open, close - open + 1);
  }
}

}  // namespace

const std::vector<LabelTarget>& label_targets() {
  static const std::vector<LabelTarget> kTargets = {
      {"STEMI", {}, {"stemi-"}, {}, {}},
      {"AF", {"ATRIAL_FIBRILLATION"}, {"atrial fibrillation"}, {"164889003"}, {"AFIB"}},
      {"flutter", {"ATRIAL_FLUTTER"}, {"atrial flutter"}, {"164890007"}, {"AFLT"}},
      {"AF or flutter",
       {"ATRIAL_FIBRILLATION", "ATRIAL_FLUTTER"},
       {"atrial fibrillation", "atrial flutter"},
       {"164889003", "164890007"},
       {"AFIB", "AFLT"}},
      {"SVT", {"SUPRAVENTRICULAR_TACHYCARDIA"}, {"supraventricular tachycardia"}, {"426761007"}, {"PSVT", "SVTAC"}},
      {"VT",
       {"VENTRICULAR_TACHYCARDIA", "WIDE_COMPLEX_TACHYCARDIA", "VENTRICULAR_RUN"},
       {"ventricular tachycardia"},
       {"164895002"},
       {}},
      {"paced",
       {"PACED_RHYTHM", "PACED_DUAL", "PACED_ATRIAL"},
       {"pacemaker rhythm", "ventricular pacing"},
       {"10370003"},
       {"PACE"}},
      {"AV block I", {"AV_BLOCK_1"}, {"first-degree av block", "i degree av block"}, {"270492004"}, {"1AVB"}},
      {"AV block II",
       {"AV_BLOCK_2_WENCKEBACH", "AV_BLOCK_2_MOBITZ2", "AV_BLOCK_2_TO_1"},
       {"second-degree av block", "2:1 av block", "ii degree av block"},
       {"195042002"},
       {"2AVB"}},
      {"AV block III", {"AV_BLOCK_3"}, {"complete av block", "iii degree av block"}, {"27885002"}, {"3AVB"}},
      {"LBBB", {"LBBB"}, {"complete left bundle branch block"}, {"164909002", "733534002"}, {"CLBBB"}},
      {"RBBB", {"RBBB"}, {"complete right bundle branch block"}, {"713427006", "59118001"}, {"CRBBB"}},
      {"WPW", {"WPW"}, {"wolff-parkinson"}, {"74390002"}, {"WPW"}},
      {"PVC",
       {"VENTRICULAR_PREMATURE_BEATS", "VENTRICULAR_BIGEMINY", "VENTRICULAR_TRIGEMINY"},
       {"ventricular premature contraction", "ventricular extrasystole"},
       {"17338001", "427172004"},
       {"PVC"}},
      {"PAC",
       {"ATRIAL_PREMATURE_BEATS", "ATRIAL_BIGEMINY"},
       {"atrial premature contraction", "atrial extrasystole"},
       {"284470004"},
       {"PAC"}},
      {"junctional", {"JUNCTIONAL_RHYTHM"}, {"junctional"}, {"29320008"}, {}},
      {"LAFB", {"LAFB"}, {"left anterior hemiblock"}, {"445118002"}, {"LAFB"}},
      {"sinus bradycardia", {"SINUS_BRADYCARDIA"}, {"sinus bradycardia"}, {"426177001"}, {"SBRAD"}},
      {"sinus tachycardia", {"SINUS_TACHYCARDIA"}, {"sinus tachycardia"}, {"427084000"}, {"STACH"}},
  };
  return kTargets;
}

std::map<std::string, std::string> read_label_file(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  std::ifstream file(folder / "labels.csv");
  std::string line;
  if (std::getline(file, line) && line.starts_with("record,")) {
    while (std::getline(file, line)) {
      const auto comma = line.find(',');
      if (comma != std::string::npos) out[line.substr(0, comma)] = line.substr(comma + 1);
    }
  }
  read_ptbxl_labels(folder / "ptbxl-labels.csv", out);
  return out;
}

ReferenceLabels labels_from_text(std::string_view text) {
  ReferenceLabels out;
  if (text.starts_with('{')) {
    out.rhythm_and_conduction = true;
    for (const auto& target : label_targets()) {
      for (const auto code : target.scp_codes) {
        if (text.find("'" + std::string(code) + "'") != std::string_view::npos) out.targets.insert(target.name);
      }
    }
    return out;
  }
  add_phrases(text, out);
  // "supraventricular tachycardia" holds the words of the other one.
  const auto words = lower(text);
  if (words.find("supraventricular tachycardia") != std::string::npos) out.targets.erase("VT");
  // "incomplete ..." holds "complete ...".
  if (words.find("incomplete right") != std::string::npos) out.targets.erase("RBBB");
  if (words.find("incomplete left") != std::string::npos) out.targets.erase("LBBB");
  out.rhythm_and_conduction = words.find("arrhythmia") != std::string::npos;
  out.infarction = words.find("myocardial infarction") != std::string::npos;
  return out;
}

ReferenceLabels labels_from_comments(const Recording& recording) {
  ReferenceLabels out;
  for (const auto& mark : recording.marks) {
    if (mark.name != "Comment") continue;
    if (mark.value.find("Dx:") != std::string::npos) {
      out.rhythm_and_conduction = true;
      for (const auto& target : label_targets()) {
        for (const auto code : target.snomed) {
          if (mark.value.find(code) != std::string::npos) out.targets.insert(target.name);
        }
      }
    } else if (mark.value.find("<diagnoses>") != std::string::npos) {
      out.rhythm_and_conduction = true;
    } else {
      const auto one = labels_from_text(mark.value);
      if (out.rhythm_and_conduction) out.targets.insert(one.targets.begin(), one.targets.end());
    }
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
