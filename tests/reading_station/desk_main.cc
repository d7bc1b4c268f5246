// Qt before GoogleTest, on a monitor as large as a reader's, with an upright one for the images beside it: on the
// offscreen platform's own, of 800 pixels, no window stays as it was left.
#include <fstream>

#include <gtest/gtest.h>
#include <QApplication>

#include "tests/testkit/scratch_directory.h"

int main(int argc, char** argv) {
  const rdc::testkit::ScratchDirectory folder("desk");
  const auto screens = folder / "screens.json";
  std::ofstream(screens) << R"({"screens":[{"name":"desk","x":0,"y":0,"width":1920,"height":1200,)"
                         << R"("logicalDpi":96,"logicalBaseDpi":96,"dpr":1},)"
                         << R"({"name":"images","x":1920,"y":0,"width":1200,"height":1600,)"
                         << R"("logicalDpi":96,"logicalBaseDpi":96,"dpr":1}]})";
  qputenv("QT_QPA_PLATFORM", QByteArray("offscreen:configfile=") + screens.c_str());
  QApplication application(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
