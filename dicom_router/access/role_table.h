// Who may do what. The one table; docs/security.md shows it to people, a test compares it method by method.
#pragma once

#include <set>

#include "rdc/v1/permission.pb.h"

namespace rdc::router {

inline const std::set<v1::Permission>& permissions_of_role(v1::Role role) {
  using enum v1::Permission;
  static const std::set<v1::Permission> kRadiologist = {
      PERMISSION_OWN_SESSION, PERMISSION_READ_WORKLIST, PERMISSION_CLAIM,
      PERMISSION_READ_STUDY,  PERMISSION_READ_REPORT,   PERMISSION_WRITE_REPORT,
      PERMISSION_SIGN_REPORT, PERMISSION_READ_CRITICAL, PERMISSION_NOTIFY_CRITICAL};
  static const std::set<v1::Permission> kCardiologist = {
      PERMISSION_OWN_SESSION,   PERMISSION_READ_WORKLIST,  PERMISSION_CLAIM,        PERMISSION_READ_STUDY,
      PERMISSION_READ_REPORT,   PERMISSION_WRITE_REPORT,   PERMISSION_SIGN_REPORT,  PERMISSION_READ_ALERT,
      PERMISSION_ANSWER_ALERT,  PERMISSION_DECIDE_ALERT,   PERMISSION_OVERREAD_ECG, PERMISSION_READ_ROTA,
      PERMISSION_READ_CRITICAL, PERMISSION_NOTIFY_CRITICAL};
  static const std::set<v1::Permission> kAdministrator = {PERMISSION_OWN_SESSION,    PERMISSION_ADMINISTER,
                                                          PERMISSION_READ_DIRECTORY, PERMISSION_READ_AUDIT,
                                                          PERMISSION_READ_ROTA,      PERMISSION_SET_ROTA};
  static const std::set<v1::Permission> kQualityController = {
      PERMISSION_OWN_SESSION, PERMISSION_READ_WORKLIST,  PERMISSION_READ_STUDY,
      PERMISSION_READ_REPORT, PERMISSION_READ_DIRECTORY, PERMISSION_READ_AUDIT,
      PERMISSION_READ_ALERT,  PERMISSION_READ_ROTA,      PERMISSION_READ_CRITICAL};
  static const std::set<v1::Permission> kNobody = {};
  switch (role) {
    case v1::ROLE_RADIOLOGIST:
      return kRadiologist;
    case v1::ROLE_CARDIOLOGIST:
      return kCardiologist;
    case v1::ROLE_ADMINISTRATOR:
      return kAdministrator;
    case v1::ROLE_QUALITY_CONTROLLER:
      return kQualityController;
    default:
      return kNobody;
  }
}

// What a machine may do by itself.
inline bool agent_may(v1::Permission permission) {
  return permission == v1::PERMISSION_MACHINE || permission == v1::PERMISSION_SITE_SEND ||
         permission == v1::PERMISSION_SITE_MAILBOX || permission == v1::PERMISSION_SITE_CONFIGURATION ||
         permission == v1::PERMISSION_SITE_ALERT || permission == v1::PERMISSION_SITE_CRITICAL;
}
inline bool station_may(v1::Permission permission) { return permission == v1::PERMISSION_MACHINE; }

}  // namespace rdc::router
