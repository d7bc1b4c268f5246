// Every statement there is: its code, texts, category and severity. Codes never change their meaning.
#pragma once

#include <span>
#include <string_view>

#include "ecg/interpretation/statement.h"

namespace rdc::ecg {

struct CatalogueEntry {
  std::string_view code;
  Category category;
  Severity severity;
  std::string_view english, chinese;
};

std::span<const CatalogueEntry> catalogue();
// nullptr: no such code.
const CatalogueEntry* catalogue_entry(std::string_view code);

}  // namespace rdc::ecg
