#include "reading_station/viewer/keys/key_binding_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {

KeyBindingDialog::KeyBindingDialog(KeyBindings bindings, QWidget* parent)
    : QDialog(parent),
      bindings_(std::move(bindings)),
      table_(new QTableWidget(this)),
      edit_(new QKeySequenceEdit(this)),
      conflict_(new QLabel(this)) {
  setObjectName(QStringLiteral("key_dialog"));
  setWindowTitle(tr("Keys of the viewer"));
  resize(620, 640);
  table_->setObjectName(QStringLiteral("key_table"));
  table_->setAccessibleName(tr("Actions and their keys"));
  table_->setColumnCount(2);
  table_->setHorizontalHeaderLabels({tr("Action"), tr("Keys")});
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  table_->setColumnWidth(1, 200);
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  edit_->setObjectName(QStringLiteral("key_edit"));
  edit_->setAccessibleName(tr("New key"));
  conflict_->setObjectName(QStringLiteral("key_conflict"));
  conflict_->setWordWrap(true);
  conflict_->setMinimumHeight(conflict_->fontMetrics().height() * 2);
  auto* set = new QPushButton(tr("Use this key"), this);
  set->setObjectName(QStringLiteral("key_set"));
  auto* none = new QPushButton(tr("No key"), this);
  auto* all = new QPushButton(tr("All as delivered"), this);
  for (QPushButton* button : {set, none, all}) button->setAutoDefault(false);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  buttons->button(QDialogButtonBox::Ok)->setText(tr("Keep"));
  buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
  auto* row = new QHBoxLayout;
  row->addWidget(edit_, 1);
  row->addWidget(set);
  row->addWidget(none);
  row->addWidget(all);
  auto* column = new QVBoxLayout(this);
  column->addWidget(table_, 1);
  column->addLayout(row);
  column->addWidget(conflict_);
  column->addWidget(buttons);
  connect(set, &QPushButton::clicked, this, [this] {
    if (!edit_->keySequence().isEmpty()) assign({QKeySequence(edit_->keySequence()[0])});
  });
  connect(none, &QPushButton::clicked, this, [this] { assign({}); });
  connect(all, &QPushButton::clicked, this, [this] {
    bindings_.reset();
    fill();
  });
  connect(table_, &QTableWidget::itemSelectionChanged, this, [this] {
    edit_->clear();
    conflict_->clear();
  });
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  fill();
  table_->selectRow(0);
}

QString KeyBindingDialog::chosen() const {
  const int row = table_->currentRow();
  return row < 0 ? QString() : bindings_.actions()[static_cast<std::size_t>(row)].id;
}

void KeyBindingDialog::fill() {
  const auto& actions = bindings_.actions();
  table_->setRowCount(static_cast<int>(actions.size()));
  for (int row = 0; row < table_->rowCount(); ++row) {
    const KeyAction& action = actions[static_cast<std::size_t>(row)];
    QStringList keys;
    for (const QKeySequence& key : bindings_.keys(action.id)) keys << key.toString(QKeySequence::NativeText);
    table_->setItem(row, 0, new QTableWidgetItem(action.text));
    auto* item = new QTableWidgetItem(keys.join(QStringLiteral("   ")));
    QFont font = item->font();
    font.setBold(bindings_.keys(action.id) != action.defaults);
    item->setFont(font);
    table_->setItem(row, 1, item);
  }
}

void KeyBindingDialog::assign(const QList<QKeySequence>& keys) {
  if (chosen().isEmpty()) return;
  const QString holder = bindings_.assign(chosen(), keys);
  conflict_->clear();
  if (!holder.isEmpty()) {
    const auto other = std::ranges::find(bindings_.actions(), holder, &KeyAction::id);
    conflict_->setText(tr("%1 is already the key of “%2”. Give that action another key first.")
                           .arg(keys.front().toString(QKeySequence::NativeText), other->text));
    conflict_->setStyleSheet(QStringLiteral("color: %1").arg(theme::chrome().problem.name()));
  }
  fill();
}

}  // namespace rdc::station
