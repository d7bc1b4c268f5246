#include "ecg/formats/aecg_writer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ecg/formats/amplitude_grid.h"
#include "ecg/formats/field_text.h"

namespace rdc::ecg::aecg {
namespace {

constexpr std::string_view kMdc = "2.16.840.1.113883.6.24";
constexpr std::string_view kActCode = "2.16.840.1.113883.5.4";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t') out.push_back(c);
    }
  }
  return out;
}

std::string lead_code(const Channel& channel) {
  if (channel.lead == Lead::kUnknown) return escaped(channel.label.empty() ? "UNKNOWN" : channel.label);
  std::string name(name_of(channel.lead));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return "MDC_ECG_LEAD_" + name;
}

class Document {
 public:
  Document(const Recording& recording, std::vector<Warning>& notes) : recording_(recording), notes_(notes) {
    if (recording.acquired_at) {
      start_ = compact_text(*recording.acquired_at);
      if (recording.utc_offset) start_ += offset_text(*recording.utc_offset);
    }
  }

  Result<std::string> write(const std::string& id) {
    line(R"(<?xml version="1.0" encoding="UTF-8"?>)");
    line(
        R"(<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" type="Observation">)");
    line(R"(<id root="{}"/>)", escaped(id));
    line(R"(<code code="93000" codeSystem="2.16.840.1.113883.6.12" codeSystemName="CPT-4"/>)");
    effective_time();
    subject();
    if (recording_.subject.age_years) {
      line(
          R"(<controlVariable><relatedObservation><code code="21612-7" codeSystem="2.16.840.1.113883.6.1"/><value xsi:type="PQ" value="{}" unit="a"/></relatedObservation></controlVariable>)",
          *recording_.subject.age_years);
    }
    line("<component><series>");
    line(R"(<id root="{}.1"/>)", escaped(id));
    line(R"(<code code="RHYTHM" codeSystem="{}" codeSystemName="ActCode"/>)", kActCode);
    effective_time();
    device();
    if (auto ok = strip(recording_.rhythm, !start_.empty()); !ok) return fail(ok);
    statements();
    if (recording_.median) {
      line("<derivation><derivedSeries>");
      line(R"(<id root="{}.2"/>)", escaped(id));
      line(R"(<code code="REPRESENTATIVE_BEAT" codeSystem="{}" codeSystemName="ActCode"/>)", kActCode);
      if (auto ok = strip(*recording_.median, false); !ok) return fail(ok);
      line("</derivedSeries></derivation>");
    }
    line("</series></component>");
    line("</AnnotatedECG>");
    return std::move(out_);
  }

 private:
  template <typename... Args>
  void line(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
    out_.push_back('\n');
  }

  void effective_time() {
    if (!start_.empty()) line(R"(<effectiveTime><low value="{}" inclusive="true"/></effectiveTime>)", start_);
  }

  void subject() {
    const auto& subject = recording_.subject;
    line("<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject>");
    line(R"(<id extension="{}"/>)", escaped(subject.id));
    line("<subjectDemographicPerson>");
    line("<name>{}</name>", escaped(subject.name));
    if (subject.sex != Sex::kUnknown) {
      line(R"(<administrativeGenderCode code="{}" codeSystem="2.16.840.1.113883.5.1"/>)",
           subject.sex == Sex::kMale ? "M" : "F");
    }
    if (!subject.birth_date.empty()) line(R"(<birthTime value="{}"/>)", escaped(subject.birth_date));
    line("</subjectDemographicPerson>");
    line("</trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>");
  }

  void filter(const char* kind, const char* field, std::optional<double> hertz) {
    if (!hertz) return;
    line(R"(<controlVariable><controlVariable><code code="MDC_ECG_CTL_VBL_ATTR_FILTER_{}" codeSystem="{}"/>)", kind,
         kMdc);
    line(
        R"(<component><controlVariable><code code="MDC_ECG_CTL_VBL_ATTR_FILTER_{}" codeSystem="{}"/><value xsi:type="PQ" value="{}" unit="Hz"/></controlVariable></component>)",
        field, kMdc, *hertz);
    line("</controlVariable></controlVariable>");
  }

  void device() {
    const auto& device = recording_.device;
    line("<author><seriesAuthor><manufacturedSeriesDevice>");
    line(R"(<id extension="{}"/>)", escaped(device.serial));
    line("<manufacturerModelName>{}</manufacturerModelName>", escaped(device.model));
    line("</manufacturedSeriesDevice><manufacturerOrganization><name>{}</name></manufacturerOrganization>",
         escaped(device.manufacturer));
    line("</seriesAuthor></author>");
    filter("LOW_PASS", "CUTOFF_FREQ", device.low_pass_hz);
    filter("HIGH_PASS", "CUTOFF_FREQ", device.high_pass_hz);
    filter("NOTCH", "NOTCH_FREQ", device.notch_hz);
  }

  Result<void> strip(const Strip& strip, bool absolute) {
    line("<component><sequenceSet>");
    if (absolute) {
      line(
          R"(<component><sequence><code code="TIME_ABSOLUTE" codeSystem="{}"/><value xsi:type="GLIST_TS"><head value="{}"/><increment value="{}" unit="s"/></value></sequence></component>)",
          kActCode, start_, 1.0 / strip.rate_hz);
    } else {
      line(
          R"(<component><sequence><code code="TIME_RELATIVE" codeSystem="{}"/><value xsi:type="GLIST_PQ"><head value="0" unit="s"/><increment value="{}" unit="s"/></value></sequence></component>)",
          kActCode, 1.0 / strip.rate_hz);
    }
    for (const auto& channel : strip.channels) {
      if (auto ok = lead(channel); !ok) return ok;
    }
    line("</sequenceSet></component>");
    return {};
  }

  Result<void> lead(const Channel& channel) {
    GridRules rules;
    rules.largest = 2'000'000'000;
    rules.stores_gaps = false;
    rules.rounding_uv = 0.01;
    const auto grid = put_on_grid({&channel}, rules);
    if (!grid) return fail(grid);
    if (grid->largest_error_uv > 0) {
      notes_.push_back({"ROUNDED", fmt::format("lead {}: samples are rounded to {} uV, by at most {:.3g} uV",
                                               channel.label, grid->step_uv, grid->largest_error_uv)});
    }
    line(
        R"(<component><sequence><code code="{}" codeSystem="{}" codeSystemName="MDC"/><value xsi:type="SLIST_PQ"><origin value="0" unit="uV"/><scale value="{}" unit="uV"/>)",
        lead_code(channel), kMdc, grid->step_uv);
    out_ += "<digits>";
    for (std::size_t i = 0; i < grid->steps.front().size(); ++i) {
      fmt::format_to(std::back_inserter(out_), "{}{}", i == 0 ? "" : " ", grid->steps.front()[i]);
    }
    line("</digits></value></sequence></component>");
    return {};
  }

  void statements() {
    const auto is_statement = [](const Mark& mark) { return mark.name == "Statement"; };
    if (std::none_of(recording_.marks.begin(), recording_.marks.end(), is_statement)) return;
    line("<subjectOf><annotationSet>");
    if (!start_.empty()) line(R"(<activityTime value="{}"/>)", start_);
    for (const auto& mark : recording_.marks) {
      if (!is_statement(mark)) continue;
      line(
          R"(<component><annotation><code code="MDC_ECG_INTERPRETATION_STATEMENT" codeSystem="{}"/><value xsi:type="ST">{}</value></annotation></component>)",
          kMdc, escaped(mark.value));
    }
    line("</annotationSet></subjectOf>");
  }

  const Recording& recording_;
  std::vector<Warning>& notes_;
  std::string start_;
  std::string out_;
};

}  // namespace

Result<std::string> encode(const Recording& recording, const std::string& document_id, std::vector<Warning>& notes) {
  if (auto ok = check(recording); !ok) return fail(ok);
  return Document(recording, notes).write(document_id);
}

}  // namespace rdc::ecg::aecg
