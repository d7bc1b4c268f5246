#include "reading_station/viewer/keys/key_bindings.h"

#include <QSettings>
#include <algorithm>

namespace rdc::station {
namespace {

const QString kGroup = QStringLiteral("viewer_keys/");

}  // namespace

KeyBindings::KeyBindings(std::vector<KeyAction> actions) : actions_(std::move(actions)) { reset(); }

void KeyBindings::reset() {
  keys_.clear();
  for (const KeyAction& action : actions_) keys_.push_back(action.defaults);
}

void KeyBindings::set_texts(const std::vector<KeyAction>& actions) {
  for (KeyAction& mine : actions_)
    if (const auto same = std::ranges::find(actions, mine.id, &KeyAction::id); same != actions.end())
      mine.text = same->text;
}

QList<QKeySequence> KeyBindings::keys(const QString& id) const {
  const auto action = std::ranges::find(actions_, id, &KeyAction::id);
  return action == actions_.end() ? QList<QKeySequence>{} : keys_[static_cast<std::size_t>(action - actions_.begin())];
}

QString KeyBindings::action_of(const QKeySequence& key) const {
  for (std::size_t i = 0; i < actions_.size(); ++i)
    if (keys_[i].contains(key)) return actions_[i].id;
  return {};
}

bool KeyBindings::is_default_key(const QKeySequence& key) const {
  return std::ranges::any_of(actions_, [&](const KeyAction& action) { return action.defaults.contains(key); });
}

QString KeyBindings::assign(const QString& id, const QList<QKeySequence>& keys) {
  for (const QKeySequence& key : keys)
    if (const QString holder = action_of(key); !holder.isEmpty() && holder != id) return holder;
  const auto action = std::ranges::find(actions_, id, &KeyAction::id);
  if (action != actions_.end()) keys_[static_cast<std::size_t>(action - actions_.begin())] = keys;
  return {};
}

void KeyBindings::load(QSettings& settings) {
  reset();
  // All that is stored first gives up its defaults: two actions may have swapped their keys.
  std::vector<std::pair<QString, QList<QKeySequence>>> stored;
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    const QVariant value = settings.value(kGroup + actions_[i].id);
    if (!value.isValid()) continue;
    stored.emplace_back(actions_[i].id, QKeySequence::listFromString(value.toString()));
    keys_[i].clear();
  }
  for (const auto& [id, keys] : stored) {
    if (assign(id, keys).isEmpty()) continue;
    reset();  // a clash: better the keys everybody knows than half of each
    return;
  }
}

void KeyBindings::save(QSettings& settings) const {
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    const QString name = kGroup + actions_[i].id;
    if (keys_[i] == actions_[i].defaults)
      settings.remove(name);
    else
      settings.setValue(name, QKeySequence::listToString(keys_[i]));
  }
}

QKeySequence key_of(const QKeyEvent& event) {
  auto modifiers = event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier | Qt::ShiftModifier);
  // "+" is Shift and "=" on one keyboard, a key of its own on another.
  const int key = event.key();
  const bool is_sign = key < Qt::Key_A && (key < Qt::Key_0 || key > Qt::Key_9) && key != Qt::Key_Space;
  if (is_sign) modifiers &= ~Qt::ShiftModifier;
  return QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(key)));
}

}  // namespace rdc::station
