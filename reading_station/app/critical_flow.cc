#include "reading_station/app/critical_flow.h"

#include <algorithm>

#include <QPushButton>

#include "common/ui/tone.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/critical/notice_bar.h"
#include "reading_station/critical/notice_dialog.h"
#include "reading_station/critical/overdue_bar.h"
#include "reading_station/critical/record_dialog.h"
#include "reading_station/critical/register_page.h"
#include "reading_station/report/report_checks.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

CriticalFlow::CriticalFlow(RouterConnection& connection, ReadingPage& reading, const base::Clock& clock,
                           base::IdGenerator& ids, QWidget* window)
    : QObject(window),
      connection_(connection),
      reading_(reading),
      clock_(clock),
      window_(window),
      desk_(connection, ids),
      page_(new RegisterPage(desk_, clock, window)),
      bar_(new NoticeBar(desk_, window)),
      button_(new QPushButton(window)),
      overdue_(new OverdueBar(desk_, clock, window)) {
  button_->setObjectName(QStringLiteral("status_critical"));
  button_->setFlat(true);
  button_->setFocusPolicy(Qt::NoFocus);
  reading_.editor()->insert_bar(bar_);
  wire_reading();
  wire_asking();
  study_shown();
  show_count();
}

// Page, bars and button show what the desk holds: they go before it.
CriticalFlow::~CriticalFlow() {
  delete overdue_;
  delete page_;
  delete bar_;
  delete button_;
}

void CriticalFlow::wire_reading() {
  connect(&reading_, &ReadingPage::study_changed, this, &CriticalFlow::study_shown);
  connect(bar_, &NoticeBar::notify_wanted, this, &CriticalFlow::open_dialog);
  connect(bar_, &NoticeBar::register_wanted, this, [this](const QString& notice_id) {
    Q_EMIT page_wanted();
    page_->choose(notice_id);
  });
  connect(bar_, &NoticeBar::record_read_back_wanted, this, &CriticalFlow::record_read_back);
  connect(bar_, &NoticeBar::record_action_wanted, this, &CriticalFlow::record_action);
  connect(bar_, &NoticeBar::close_wanted, this, &CriticalFlow::close);
  connect(page_, &RegisterPage::record_read_back_wanted, this, &CriticalFlow::record_read_back);
  connect(page_, &RegisterPage::record_action_wanted, this, &CriticalFlow::record_action);
  connect(page_, &RegisterPage::close_wanted, this, &CriticalFlow::close);
  connect(page_, &RegisterPage::study_wanted, this, &CriticalFlow::study_wanted);
  connect(button_, &QPushButton::clicked, this, &CriticalFlow::page_wanted);
  connect(overdue_, &OverdueBar::rang, this, &CriticalFlow::rang);
  connect(overdue_, &OverdueBar::register_wanted, this, [this](const QString& notice_id) {
    Q_EMIT page_wanted();
    page_->choose(notice_id);
  });
}

void CriticalFlow::wire_asking() {
  connect(&desk_, &NoticeDesk::study_changed, this,
          [this] { reading_.desk().set_critical_notified(!desk_.of_study().empty()); });
  connect(&desk_, &NoticeDesk::notices_changed, this, &CriticalFlow::show_count);
  connect(&desk_, &NoticeDesk::table_changed, this, [this] {
    if (dialog_) dialog_->set_table(desk_.table());
  });
  connect(&desk_, &NoticeDesk::waiting_changed, this, &CriticalFlow::show_way);
  connect(&connection_, &RouterConnection::link_changed, this, &CriticalFlow::show_way);
  connect(&desk_, &NoticeDesk::sent, this, [this](const QString& notice_id) {
    if (dialog_ && notice_id.toStdString() == sending_) dialog_->accept();
  });
  connect(&desk_, &NoticeDesk::refused, this, [this](const QString& notice_id, const Error& error) {
    if (!dialog_ || notice_id.toStdString() != sending_) return;
    sending_.clear();
    // The list has changed since, or the night is over.
    desk_.load_table();
    dialog_->complain(error_text(error));
  });
}

QDateTime CriticalFlow::now() const { return QDateTime::fromMSecsSinceEpoch(base::to_micros(clock_.now()) / 1000); }

void CriticalFlow::start() {
  // Who may only read the register cannot answer: it would sound at them for nothing.
  const auto& roles = connection_.self().roles();
  const bool answers = std::any_of(roles.begin(), roles.end(), [](int role) {
    return role == v1::ROLE_RADIOLOGIST || role == v1::ROLE_CARDIOLOGIST;
  });
  overdue_->begin(answers ? OverdueBar::Duty::kMayAnswer : OverdueBar::Duty::kNone);
  desk_.start();
}

void CriticalFlow::stop() {
  overdue_->begin(OverdueBar::Duty::kNone);
  desk_.stop();
  if (dialog_) dialog_->close();
  show_count();
}

void CriticalFlow::study_shown() {
  if (dialog_) dialog_->close();  // it is of the study before
  desk_.set_study(reading_.has_study() ? reading_.study_id() : QString());
  bar_->show_study(reading_.has_study());
}

void CriticalFlow::open_dialog() {
  if (dialog_ || !reading_.has_study() || !connection_.logged_in()) return;
  const auto text = reading_.editor()->text();
  const auto& item = reading_.item();
  NoticeDialog::About about;
  about.patient = from(item.patient().name().empty() ? item.patient().patient_id() : item.patient().name()) +
                  QLatin1Char(' ') + sex_age_text(item.patient());
  QStringList modalities;
  for (const auto& modality : item.modalities()) modalities << from(modality);
  about.exam = modalities.join(QLatin1Char('/')) + QLatin1Char(' ') + from(item.study_description());
  about.site = from(item.site_name());
  about.is_ecg = reading_.is_ecg();
  about.user_name = from(connection_.self().user_name());
  about.stated = critical_words(text);
  about.finding = text.impression.trimmed();
  about.sent_before = static_cast<int>(desk_.of_study().size());
  sending_.clear();
  dialog_ = new NoticeDialog(about, window_);
  dialog_->set_table(desk_.table());
  desk_.load_table();  // whether it is night may have changed since the log-in
  connect(dialog_, &NoticeDialog::send_wanted, this, [this, study_id = reading_.study_id()] {
    sending_ = desk_.notify(study_id, dialog_->given());
    show_way();
  });
  dialog_->open();
}

void CriticalFlow::show_way() {
  if (!dialog_) return;
  if (sending_.empty() || !desk_.is_waiting(sending_)) return;
  const bool linked = connection_.link() == RouterConnection::Link::kConnected;
  dialog_->show_way(linked ? NoticeDialog::Way::kSending : NoticeDialog::Way::kNoLink);
}

void CriticalFlow::record_read_back(const QString& notice_id) {
  const auto* notice = desk_.find(notice_id.toStdString());
  if (notice == nullptr) return;
  overdue_->looked_at(notice->notice_id());
  auto* dialog = new RecordDialog(RecordDialog::Kind::kReadBack, *notice, now(), window_);
  connect(dialog, &QDialog::accepted, this, [this, dialog, id = notice->notice_id()] {
    const auto given = dialog->given();
    desk_.record_read_back(id, given.by, given.text);
  });
  dialog->open();
}

void CriticalFlow::record_action(const QString& notice_id) {
  const auto* notice = desk_.find(notice_id.toStdString());
  if (notice == nullptr) return;
  overdue_->looked_at(notice->notice_id());
  auto* dialog = new RecordDialog(RecordDialog::Kind::kAction, *notice, now(), window_);
  connect(dialog, &QDialog::accepted, this, [this, dialog, id = notice->notice_id()] {
    const auto given = dialog->given();
    desk_.record_action(id, given.by, given.doctor, given.told_at, given.text);
  });
  dialog->open();
}

void CriticalFlow::close(const QString& notice_id) {
  const auto* notice = desk_.find(notice_id.toStdString());
  if (notice == nullptr) return;
  overdue_->looked_at(notice->notice_id());
  auto* dialog = new RecordDialog(RecordDialog::Kind::kClose, *notice, now(), window_);
  connect(dialog, &QDialog::accepted, this,
          [this, dialog, id = notice->notice_id()] { desk_.close(id, dialog->given().text); });
  dialog->open();
}

void CriticalFlow::show_count() {
  const int open = desk_.open_count(), overdue = desk_.overdue_count();
  button_->setVisible(connection_.logged_in());
  button_->setText(overdue > 0 ? tr("Critical values: %1, %2 overdue").arg(open).arg(overdue)
                               : tr("Critical values: %1").arg(open));
  button_->setToolTip(tr("The register of critical values (Ctrl+Shift+E)"));
  button_->setStyleSheet(open > 0 ? QStringLiteral("font-weight: bold") : QString());
  ui::set_tone(*button_, overdue > 0 ? ui::Tone::kBad : open > 0 ? ui::Tone::kAttention : ui::Tone::kPlain);
}

void CriticalFlow::retranslate() { show_count(); }

}  // namespace rdc::station
