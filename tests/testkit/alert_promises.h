// What the router's catalog promises of alarms, whatever died when.
#pragma once

namespace rdc::testkit {

struct AlertPromise {
  const char* text;
  const char* breaches;  // a query that counts them
};

// What holds between any two transactions, once the escalation had its look.
inline constexpr AlertPromise kAlertPromises[] = {
    {"no sounding alert without a next step",
     "SELECT COUNT(*) FROM alert a WHERE a.state IN (1, 2) AND NOT EXISTS (SELECT 1 FROM alert_step s "
     "WHERE s.alert_id = a.alert_id AND s.pending = 1)"},
    {"no step goes out for what was acknowledged",
     "SELECT COUNT(*) FROM alert a JOIN alert_step s ON s.alert_id = a.alert_id WHERE a.state > 2 AND s.pending = 1"},
    {"steps go out on time, but for the time the router was down",
     "SELECT COUNT(*) FROM alert_step WHERE pending = 0 AND fired_at > due_at + 120000000"},
    {"nothing is closed without a decision and a recorded treatment",
     "SELECT COUNT(*) FROM alert_case c WHERE c.closed_at > 0 AND c.merged_into = '' AND (c.treatment = 0 OR NOT "
     "EXISTS (SELECT 1 FROM alert_action d WHERE d.case_id = c.case_id AND d.kind = 'decide'))"},
    {"no alert is closed but with its case",
     "SELECT COUNT(*) FROM alert a JOIN alert_case c ON c.case_id = a.case_id WHERE a.state = 6 AND c.closed_at = 0"},
    {"no alert is left open in a closed case",
     "SELECT COUNT(*) FROM alert a JOIN alert_case c ON c.case_id = a.case_id WHERE a.state < 6 AND c.closed_at > 0"},
    {"no alert is acknowledged that nobody acknowledged",
     "SELECT COUNT(*) FROM alert a WHERE a.state = 3 AND NOT EXISTS (SELECT 1 FROM alert_action d "
     "WHERE d.case_id = a.case_id AND d.kind = 'acknowledge')"},
    {"no alert is decided that nobody decided",
     "SELECT COUNT(*) FROM alert a WHERE a.state IN (4, 5) AND NOT EXISTS (SELECT 1 FROM alert_action d "
     "WHERE d.case_id = a.case_id AND d.kind = 'decide')"},
    {"an ECG belongs to one case",
     "SELECT COUNT(*) FROM (SELECT sha256 FROM alert_ecg GROUP BY sha256 HAVING COUNT(*) > 1)"},
    {"a patient has one open case",
     "SELECT COUNT(*) FROM (SELECT patient_key FROM alert_case WHERE closed_at = 0 AND patient_key IS NOT NULL "
     "GROUP BY patient_key HAVING COUNT(*) > 1)"},
    {"an acknowledged case is watched until it is decided",
     "SELECT COUNT(*) FROM alert_case WHERE state = 3 AND watch_at = 0 AND closed_at = 0"},
    {"what was raised is on the timeline once",
     "SELECT COUNT(*) FROM alert a WHERE (SELECT COUNT(*) FROM alert_point p WHERE p.kind = 10 AND "
     "p.subject = a.alert_id) <> 1"},
    {"every decision is answered once",
     "SELECT COUNT(*) FROM alert_action d WHERE d.kind = 'decide' AND (SELECT COUNT(*) FROM letter l "
     "WHERE l.kind = 'answer' AND l.subject = d.action_id) <> 1"},
    {"every closed case is told to its site once",
     "SELECT COUNT(*) FROM alert_case c WHERE c.closed_at > 0 AND c.merged_into = '' AND (SELECT COUNT(*) "
     "FROM letter l WHERE l.kind = 'feedback' AND l.subject = c.case_id) <> 1"},
};

}  // namespace rdc::testkit
