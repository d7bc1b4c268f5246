// The templates and phrases of this station: shipped ones, the department's, a person's own.
#pragma once

#include <filesystem>
#include <vector>

#include "reading_station/report/report_template.h"

namespace rdc::station {

// Later sources replace earlier ones by id or key:
//   shipped with the program
//   <folder>/templates/*.toml, <folder>/phrases.toml           the department's, for all who use this station
//   <folder>/<user>/templates/*.toml, <folder>/<user>/phrases.toml   this person's own
// A file that cannot be read is left out and named in problems(); the rest is there. At most 500 files a folder.
// Value type; reads files when made.
class ReportLibrary {
 public:
  ReportLibrary() = default;
  // user: a person's id (UUID); "" for nobody.
  static ReportLibrary load(const std::filesystem::path& folder, const QString& user);

  // Those of the exam's modality, the best fitting first, then by id.
  std::vector<ReportTemplate> fitting(const ExamKind& exam) const;
  const Phrase* phrase(const QString& key) const;
  const std::vector<ReportTemplate>& templates() const { return templates_; }
  const std::vector<Phrase>& phrases() const { return phrases_; }
  const std::vector<Error>& problems() const { return problems_; }

 private:
  void add_folder(const QString& folder);
  void add_template(const QString& path);
  void add_phrases(const QString& path);

  std::vector<ReportTemplate> templates_;
  std::vector<Phrase> phrases_;
  std::vector<Error> problems_;
};

}  // namespace rdc::station
