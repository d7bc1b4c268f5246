// Two monitors at the desk, then one, then two again. Each sitting is a Qt of its own, with the screens that the
// offscreen platform is told of.
#include <fstream>
#include <optional>

#include <gtest/gtest.h>
#include <QApplication>
#include <QLabel>
#include <QMainWindow>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

#include "reading_station/app/image_place.h"
#include "reading_station/app/window_state.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

constexpr const char* kTwo = R"({"screens":[
  {"name":"left","x":0,"y":0,"width":1600,"height":1000,"logicalDpi":96,"logicalBaseDpi":96,"dpr":1},
  {"name":"right","x":1600,"y":0,"width":1200,"height":1600,"logicalDpi":96,"logicalBaseDpi":96,"dpr":1}]})";
constexpr const char* kLeft = R"({"screens":[
  {"name":"left","x":0,"y":0,"width":1600,"height":1000,"logicalDpi":96,"logicalBaseDpi":96,"dpr":1}]})";

// The program from its start to its end.
class Sitting {
 public:
  Sitting(const testkit::ScratchDirectory& folder, const char* screens) {
    const auto file = folder / "screens.json";
    std::ofstream(file, std::ios::trunc) << screens;
    qputenv("QT_QPA_PLATFORM", QByteArray("offscreen:configfile=") + file.c_str());
    static int count = 1;
    static char name[] = "screens";
    static char* arguments[] = {name, nullptr};
    application.emplace(count, arguments);
    settings.emplace(QString::fromStdString((folder / "station.ini").string()), QSettings::IniFormat);
    window.emplace();
    splitter = new QSplitter(&*window);
    splitter->setObjectName(QStringLiteral("reading_splitter"));
    images = new QLabel(QStringLiteral("images"), splitter);
    report = new QLabel(QStringLiteral("report"), splitter);
    images->setFocusPolicy(Qt::StrongFocus);
    window->setCentralWidget(splitter);
    window->resize(1000, 700);
    restore_window_state(*window, *settings);
    place.emplace(*window, *splitter, *images, *settings);
    place->restore();
    place->set_in_use(true);
    window->show();
    QCoreApplication::processEvents();
  }
  ~Sitting() {
    place->save();
    save_window_state(*window, *settings);
    place.reset();
    window.reset();
  }
  static bool is_on(const QWidget& widget, const char* screen) {
    return widget.screen() != nullptr && widget.screen()->name() == QLatin1String(screen);
  }

  std::optional<QApplication> application;
  std::optional<QSettings> settings;
  std::optional<QMainWindow> window;
  std::optional<ImagePlace> place;
  QSplitter* splitter;
  QLabel *images, *report;
};

class Screens : public ::testing::Test {
 protected:
  testkit::ScratchDirectory folder{"screens"};
};

TEST_F(Screens, ThePlatformHasThem) {
  Sitting two(folder, kTwo);
  ASSERT_EQ(QGuiApplication::screens().size(), 2);
  EXPECT_TRUE(two.place->possible());
  EXPECT_FALSE(two.place->apart()) << "nobody asked for it";
}

TEST_F(Screens, WhereEverythingWasItIsAgainAndWithOneScreenEverythingIsOnIt) {
  QRect main_at, images_at;
  {
    Sitting two(folder, kTwo);
    two.window->setGeometry(120, 90, 1100, 640);
    two.place->set_wanted(true);
    ASSERT_TRUE(two.place->apart());
    EXPECT_TRUE(Sitting::is_on(*two.place->window(), "right"));
    EXPECT_TRUE(two.images->isVisible());
    EXPECT_EQ(two.images->window(), two.place->window());
    two.place->window()->setWindowState(Qt::WindowNoState);
    two.place->window()->setGeometry(1700, 200, 900, 1100);
    QCoreApplication::processEvents();
    main_at = two.window->geometry();
    images_at = two.place->window()->geometry();
  }
  {
    Sitting two(folder, kTwo);
    EXPECT_EQ(two.window->geometry(), main_at);
    ASSERT_TRUE(two.place->apart());
    EXPECT_EQ(two.place->window()->geometry(), images_at);
    EXPECT_TRUE(Sitting::is_on(*two.place->window(), "right"));
  }
  {
    Sitting one(folder, kLeft);
    EXPECT_FALSE(one.place->apart());
    EXPECT_FALSE(one.place->possible());
    EXPECT_TRUE(one.place->wanted()) << "what the reader chose is not forgotten";
    EXPECT_EQ(one.splitter->indexOf(one.images), 0);
    EXPECT_TRUE(one.images->isVisible());
    EXPECT_TRUE(QGuiApplication::primaryScreen()->geometry().contains(one.window->geometry()));
  }
  Sitting two(folder, kTwo);
  ASSERT_TRUE(two.place->apart());
  EXPECT_EQ(two.place->window()->geometry(), images_at);
}

TEST_F(Screens, AMainWindowWhoseScreenIsGoneComesBackOnTheOneThatIsThere) {
  {
    Sitting two(folder, kTwo);
    two.window->setGeometry(1700, 300, 900, 900);
    QCoreApplication::processEvents();
    EXPECT_TRUE(Sitting::is_on(*two.window, "right"));
    two.place->set_wanted(true);
    EXPECT_TRUE(Sitting::is_on(*two.place->window(), "left")) << "the images go to the other one";
  }
  {
    Sitting two(folder, kTwo);
    EXPECT_TRUE(Sitting::is_on(*two.window, "right"));
    EXPECT_TRUE(Sitting::is_on(*two.place->window(), "left"));
  }
  Sitting one(folder, kLeft);
  EXPECT_TRUE(Sitting::is_on(*one.window, "left"));
  EXPECT_TRUE(QGuiApplication::primaryScreen()->geometry().contains(one.window->geometry()))
      << one.window->geometry().x() << ' ' << one.window->geometry().y();
}

TEST_F(Screens, ClosingTheWindowOfTheImagesPutsThemBackBesideTheReport) {
  Sitting two(folder, kTwo);
  two.splitter->setSizes({700, 300});
  const auto before = two.splitter->sizes();
  two.place->set_wanted(true);
  QSignalSpy changed(&*two.place, &ImagePlace::changed);
  two.place->window()->close();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !two.place->apart(); }, 5'000));
  EXPECT_FALSE(changed.isEmpty());
  EXPECT_FALSE(two.place->wanted());
  EXPECT_EQ(two.splitter->indexOf(two.images), 0);
  QCoreApplication::processEvents();
  ASSERT_EQ(two.splitter->sizes().size(), before.size());
  for (int i = 0; i < before.size(); ++i) EXPECT_NEAR(two.splitter->sizes()[i], before[i], 2);  // a pixel is rounded
}

TEST_F(Screens, KeysOfTheReportWorkWithAHandOnTheImages) {
  Sitting two(folder, kTwo);
  int pressed = 0;
  auto* key = new QShortcut(Qt::CTRL | Qt::Key_J, two.report);
  QObject::connect(key, &QShortcut::activated, [&] { ++pressed; });
  two.place->set_wanted(true);
  QApplication::setActiveWindow(two.place->window());
  two.images->setFocus();
  QTest::keyClick(two.images, Qt::Key_J, Qt::ControlModifier);
  EXPECT_EQ(pressed, 1);
  two.place->set_wanted(false);
  EXPECT_EQ(key->context(), Qt::WindowShortcut);
}

TEST_F(Screens, WhileNobodyIsLoggedInTheImagesWindowIsHidden) {
  Sitting two(folder, kTwo);
  two.place->set_wanted(true);
  two.place->set_in_use(false);
  EXPECT_FALSE(two.place->window()->isVisible());
  two.place->set_in_use(true);
  EXPECT_TRUE(two.place->window()->isVisible());
}

}  // namespace
}  // namespace rdc::station

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
