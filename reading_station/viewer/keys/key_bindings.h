// Which key does what. Defaults are in the code; what the reader changes is kept in the settings, by action.
#pragma once

#include <QKeyEvent>
#include <QKeySequence>
#include <QList>
#include <QString>
#include <vector>

class QSettings;

namespace rdc::station {

struct KeyAction {
  QString id;    // in the settings: never changes
  QString text;  // in the program's language
  QList<QKeySequence> defaults;
};

// GUI thread only. A value: the dialog edits a copy.
class KeyBindings {
 public:
  explicit KeyBindings(std::vector<KeyAction> actions);

  const std::vector<KeyAction>& actions() const { return actions_; }
  QList<QKeySequence> keys(const QString& id) const;
  // The action of a key; "" when none. An action that had the key by default and has it no longer is "" too.
  QString action_of(const QKeySequence& key) const;
  // Every key that is some action's default: the program's own handling of it must not go on behind the reader's back.
  bool is_default_key(const QKeySequence& key) const;
  // The action that already has one of these keys, "" if none; nothing is changed then.
  QString assign(const QString& id, const QList<QKeySequence>& keys);
  void reset();
  // Stored keys that clash (hand-edited settings) are left out; the defaults stand.
  void load(QSettings& settings);
  void save(QSettings& settings) const;  // what differs from the defaults only
  void set_texts(const std::vector<KeyAction>& actions);

 private:
  std::vector<KeyAction> actions_;
  std::vector<QList<QKeySequence>> keys_;  // one an action
};

// The key with its modifiers, as a sequence of one. Digits of the keypad count as digits.
QKeySequence key_of(const QKeyEvent& event);

}  // namespace rdc::station
