#include "reading_station/viewer/series_model.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace rdc::station {
namespace {

SeriesContent series(const char* uid, const char* name) {
  SeriesContent content;
  content.series_instance_uid = uid;
  content.description = name;
  content.modality = "CT";
  return content;
}

TEST(SeriesModel, ChangesRowsAndNeverResets) {
  SeriesModel model;
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  model.set_series({series("1", "Chest")});
  model.set_count(0, 200);
  model.set_series({series("1", "Chest"), series("2", "Lung")});
  EXPECT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.index(0).data(SeriesModel::kCountRole), 200);
  model.set_series({series("1", "Chest, corrected")});
  EXPECT_EQ(model.index(0).data().toString(), "Chest, corrected");
  EXPECT_EQ(model.index(0).data(SeriesModel::kCountRole), 200);
  model.set_thumbnail(7, QImage(2, 2, QImage::Format_Grayscale8));
  model.clear();
  EXPECT_EQ(model.rowCount(), 0);
  EXPECT_EQ(resets.count(), 0);
}

}  // namespace
}  // namespace rdc::station
