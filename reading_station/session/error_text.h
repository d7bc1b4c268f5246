// Errors as sentences in the program's language. What the router says in words is shown when it is not one of the
// reasons known here.
#pragma once

#include <QString>

#include "common/base/result.h"

namespace rdc::station {

QString error_text(const Error& error);

}  // namespace rdc::station
