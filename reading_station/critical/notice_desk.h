// What this station does with critical values: learns of them, sends them, records what a site said by telephone,
// closes. What is asked of the router is asked until it answers: a notice sent in a cut link is not lost. No widget in
// it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include "common/base/ids.h"
#include "reading_station/session/critical_client.h"
#include "reading_station/session/critical_feed.h"
#include "reading_station/session/router_connection.h"

namespace rdc::station {

// GUI thread only. Borrows what it is given.
class NoticeDesk final : public QObject {
  Q_OBJECT
 public:
  NoticeDesk(RouterConnection& connection, base::IdGenerator& ids, QObject* parent = nullptr);

  void start();
  void stop();
  CriticalFeed& feed() { return feed_; }
  CriticalClient& client() { return client_; }

  // Asks for the county's list anew: whether it is night changes. Answered by table_changed().
  void load_table();
  // As last loaded; empty until then.
  const std::optional<v1::CriticalTable>& table() const { return table_; }

  // The study that is open; "" none. Its notices, closed ones too, are asked for.
  void set_study(const QString& study_id);
  // Newest first. What is known so far: study_known() says whether that is all.
  std::vector<v1::CriticalNotice> of_study() const;
  bool study_known() const { return study_known_; }
  // Of every study, newest first, as far as they came by: all that are open, and those closed since.
  std::vector<v1::CriticalNotice> known() const;
  const v1::CriticalNotice* find(const std::string& notice_id) const;
  int open_count() const;
  int overdue_count() const;

  struct Notice {
    QString entry_id;  // "" not on the list
    QString finding;
    QString advice;
    QString checker_user_name;
    QString checker_password;
    QString check_reason;
  };
  // The id of what is sent; answered with sent() or refused(), both naming it.
  std::string notify(const QString& study_id, const Notice& notice);
  void record_read_back(const std::string& notice_id, const QString& by, const QString& text);
  void record_action(const std::string& notice_id, const QString& by, const QString& doctor, const QDateTime& told_at,
                     const QString& text);
  void close(const std::string& notice_id, const QString& note);
  // Written, and not yet answered by the router.
  int waiting() const { return static_cast<int>(pending_.size()); }
  bool is_waiting(const std::string& notice_id) const;

 Q_SIGNALS:
  void table_changed();
  // Of any study; study_changed() when it, or what is known of it, concerns the open one.
  void notices_changed();
  void study_changed();
  // The router has it.
  void sent(const QString& notice_id);
  void recorded(const QString& notice_id);
  // The router will not do it; asking again as it is would not help.
  void refused(const QString& notice_id, const rdc::Error& error);
  // One more, or one less, is not answered yet: the link.
  void waiting_changed();

 private:
  // One thing asked of the router, until it answers.
  struct Pending {
    std::string notice_id;
    std::function<void(CriticalClient::WithNotice)> send;
    bool is_new = false;    // a notice, not what became of one
    std::string user_id{};  // who asked
    bool on_its_way = false;
  };
  void ask(Pending pending);
  void send_waiting();
  void answered(quint64 number, const Result<v1::CriticalNotice>& reply);
  void take(const v1::CriticalNotice& notice);
  void load_study();

  RouterConnection& connection_;
  base::IdGenerator& ids_;
  CriticalClient client_;
  CriticalFeed feed_;
  std::optional<v1::CriticalTable> table_;
  std::map<std::string, v1::CriticalNotice> notices_;
  std::string study_id_;
  bool study_known_ = false;
  std::map<quint64, Pending> pending_;
  quint64 asked_ = 0;
  quint64 generation_ = 0;  // of the open study and the login; late answers are dropped
  QTimer again_;
};

}  // namespace rdc::station
