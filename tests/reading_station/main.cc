// Qt before GoogleTest: widgets need an application.
#include <gtest/gtest.h>
#include <QApplication>

int main(int argc, char** argv) {
  // Never the display of whoever runs the tests, or builds: tests are listed by running the program.
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
