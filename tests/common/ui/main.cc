#include <gtest/gtest.h>

#include <QApplication>

int main(int argc, char** argv) {
  // Also when the tests are only listed, at build time, where there is no screen.
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
