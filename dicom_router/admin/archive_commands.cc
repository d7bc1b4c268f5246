#include <iostream>
#include <set>

#include "dicom_router/admin/commands.h"
#include "dicom_router/admin/verify_archive.h"

namespace rdc::router {

void add_archive(CLI::App& app, Machinery& machinery, Action& action) {
  auto data = std::make_shared<std::string>();
  auto* verify = app.add_subcommand("verify", "Re-hash every object and compare with the catalog; exit code 3 when any is damaged or missing");
  add_data_option(verify, *data);
  verify->callback([data, &machinery, &action] {
    action = [data, &machinery]() -> Result<int> {
      auto centre = Centre::open(*data, machinery);
      if (!centre) return fail(centre);
      auto verdict = verify_archive(**centre, [](const std::string& finding) { std::cout << finding << "\n"; });
      if (!verdict) return fail(verdict);
      std::cout << verdict->objects << " objects, " << verdict->bytes << " bytes, " << verdict->findings << " damaged or missing, "
                << verdict->strays << " not in the catalog\n";
      return verdict->findings == 0 ? 0 : kFoundSomething;
    };
  });
}

}  // namespace rdc::router
