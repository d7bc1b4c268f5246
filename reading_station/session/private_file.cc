#include "reading_station/session/private_file.h"

#include <QFile>
#include <QSaveFile>

namespace rdc::station {

bool write_private_file(const std::filesystem::path& path, const QByteArray& bytes) {
  std::error_code ignored;  // a folder that cannot be made shows when the file is opened
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::filesystem::permissions(path.parent_path(), std::filesystem::perms::owner_all, ignored);
  QSaveFile file(QString::fromStdString(path.string()));
  if (!file.open(QIODevice::WriteOnly)) return false;
  file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
  return file.write(bytes) == bytes.size() && file.commit();
}

}  // namespace rdc::station
