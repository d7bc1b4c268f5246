#include "reading_station/app/case_flow.h"

#include <algorithm>
#include <utility>

#include "reading_station/alert/alarm_window.h"
#include "reading_station/alert/board_window.h"
#include "reading_station/alert/case_bar.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/alert/cases_page.h"
#include "reading_station/alert/decision_dialog.h"
#include "reading_station/alert/signed_decision.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/ecg_view/statement_dialog.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {

CaseFlow::CaseFlow(RouterConnection& connection, ReadingPage& reading, const base::Clock& clock, base::IdGenerator& ids,
                   const QString& centre_name, QWidget* window)
    : QObject(window),
      connection_(connection),
      reading_(reading),
      clock_(clock),
      window_(window),
      desk_(connection, clock, ids),
      page_(new CasesPage(desk_, clock, centre_name, window)),
      bar_(new CaseBar(desk_, window)),
      alarm_(std::make_unique<AlarmWindow>(desk_)),
      board_(std::make_unique<BoardWindow>(desk_.cases(), centre_name)),
      signed_(new SignedDecision(desk_, window)) {
  reading_.insert_bar(bar_);
  connect(alarm_.get(), &AlarmWindow::taken, this, &CaseFlow::taken);
  connect(bar_, &CaseBar::confirm_wanted, this, &CaseFlow::confirm);
  connect(bar_, &CaseBar::refute_wanted, this, &CaseFlow::refute);
  connect(bar_, &CaseBar::advise_wanted, this, &CaseFlow::advise);
  connect(bar_, &CaseBar::open_wanted, this, &CaseFlow::open_case);
  connect(bar_, &CaseBar::timeline_wanted, this, [this](const QString& case_id) {
    Q_EMIT page_wanted();
    page_->choose(case_id);
  });
  connect(page_, &CasesPage::ecg_wanted, this, &CaseFlow::study_wanted);
  connect(page_, &CasesPage::confirm_wanted, this, &CaseFlow::confirm);
  connect(page_, &CasesPage::refute_wanted, this, &CaseFlow::refute);
  connect(page_, &CasesPage::close_wanted, this, &CaseFlow::close);
  connect(page_, &CasesPage::board_wanted, this, &CaseFlow::show_board);
  connect(&desk_.feed(), &CaseFeed::live_changed, this,
          [this](bool live, const std::optional<Error>&) { board_->set_live(live); });
  reading_.editor()->set_decision([this](v1::ReportStatus status, auto go_on) {
    signed_->ask({reading_.study_id(), reading_.editor()->text().impression, status}, std::move(go_on));
  });
  connect(&reading_.desk(), &ReportDesk::report_signed, this, [this](const QString& study, const QString& revision_id) {
    signed_->report_signed(study);
    if (std::exchange(signing_, false)) decide(revision_id);
  });
  connect(&reading_.desk(), &ReportDesk::sign_failed, this, [this](const Error& error) {
    if (std::exchange(signing_, false) && dialog_) dialog_->complain(error_text(error));
  });
  connect(&desk_, &AlertDesk::refused, this, [this](const QString& case_id, const Error& error) {
    if (dialog_ && case_id.toStdString() == deciding_) dialog_->complain(error_text(error));
  });
  const auto done = [this](const QString& case_id) {
    if (dialog_ && case_id.toStdString() == deciding_) dialog_->accept();
  };
  connect(&desk_, &AlertDesk::decided, this, done);
  connect(&desk_, &AlertDesk::closed, this, done);
  bar_->show_study({}, false);
}

// The page and the bar show what the desk holds: they go before it.
CaseFlow::~CaseFlow() {
  reading_.editor()->set_decision({});
  delete signed_;
  delete page_;
  delete bar_;
}

void CaseFlow::start() { desk_.start(); }

void CaseFlow::stop() {
  desk_.stop();
  signing_ = false;
  if (dialog_) dialog_->close();
  board_->hide();
}

void CaseFlow::show_board() {
  board_->show();
  board_->raise();
  board_->activateWindow();
}

void CaseFlow::study_shown() {
  bar_->show_study(reading_.has_study() ? reading_.study_id() : QString(), reading_.has_study() && reading_.is_ecg());
}

void CaseFlow::taken(const QString& case_id) {
  const auto* one = desk_.cases().find(case_id.toStdString());
  window_->raise();
  window_->activateWindow();
  for (int i = one != nullptr ? one->ecgs_size() - 1 : -1; i >= 0; --i) {
    if (one->ecgs(i).study_id().empty()) continue;
    Q_EMIT study_wanted(from(one->ecgs(i).study_id()));
    return reading_.ecg()->start_with_median();
  }
  // The ECG is still on its way: its case is what there is to see.
  Q_EMIT page_wanted();
  page_->choose(case_id);
}

bool CaseFlow::is_open_here(const v1::AlertCase& alert_case) const {
  return std::any_of(alert_case.ecgs().begin(), alert_case.ecgs().end(), [this](const auto& ecg) {
    return !ecg.study_id().empty() && from(ecg.study_id()) == reading_.study_id();
  });
}

QString CaseFlow::proposed_diagnosis(const v1::AlertCase& alert_case) const {
  if (is_open_here(alert_case)) {
    const QString written = reading_.editor()->text().impression.trimmed();
    if (!written.isEmpty()) return written;
    const auto standing = reading_.ecg()->overread().standing_texts();
    if (!standing.isEmpty()) return standing.join(QStringLiteral("；"));
  }
  return {};  // the machine's words are never put into the cardiologist's mouth
}

void CaseFlow::confirm(const v1::AlertCase& alert_case) {
  if (dialog_) return;
  deciding_ = alert_case.case_id();
  door_recorded_ = false;
  dialog_ = new DecisionDialog(DecisionDialog::Kind::kConfirm, alert_case, window_);
  dialog_->set_diagnosis(proposed_diagnosis(alert_case));
  const auto& next = reading_.desk().next_statuses();
  const bool can_sign = is_open_here(alert_case) && connection_.has_signing_key() &&
                        std::find(next.begin(), next.end(), v1::REPORT_STATUS_PRELIMINARY) != next.end();
  dialog_->ask_pin(can_sign);
  connect(dialog_, &DecisionDialog::decided, this, [this, can_sign] { can_sign ? sign_then_decide() : decide({}); });
  connect(dialog_, &DecisionDialog::decided_without_report, this, [this] { decide({}); });
  dialog_->open();
}

void CaseFlow::sign_then_decide() {
  const auto given = dialog_->given();
  dialog_->set_busy(true);
  ReportText text = reading_.editor()->text();
  if (!text.impression.contains(given.diagnosis))
    text.impression = (given.diagnosis + QLatin1Char('\n') + text.impression).trimmed();
  text.positive = true;
  reading_.desk().set_coded_findings(reading_.ecg()->overread().standing_codes());
  signing_ = true;
  reading_.desk().sign(text, v1::REPORT_STATUS_PRELIMINARY, given.pin);
}

void CaseFlow::decide(const QString& revision_id) {
  if (!dialog_) return;
  const auto given = dialog_->given();
  dialog_->set_busy(true);
  if (given.door_in && !std::exchange(door_recorded_, true))
    desk_.record_door_in(deciding_, *given.door_in, given.door_in_typed);
  desk_.decide(deciding_, {v1::DECISION_VERDICT_CONFIRMED, given.diagnosis, given.plan, given.advice, revision_id});
}

void CaseFlow::refute(const v1::AlertCase& alert_case) {
  if (dialog_) return;
  deciding_ = alert_case.case_id();
  dialog_ = new DecisionDialog(DecisionDialog::Kind::kRefute, alert_case, window_);
  connect(dialog_, &DecisionDialog::decided, this, [this] {
    const auto given = dialog_->given();
    dialog_->set_busy(true);
    desk_.decide(deciding_, {v1::DECISION_VERDICT_REFUTED, given.diagnosis, given.plan, given.advice, {}});
  });
  dialog_->open();
}

void CaseFlow::close(const v1::AlertCase& alert_case) {
  if (dialog_) return;
  deciding_ = alert_case.case_id();
  dialog_ = new DecisionDialog(DecisionDialog::Kind::kClose, alert_case, window_);
  connect(dialog_, &DecisionDialog::decided, this, [this] {
    const auto given = dialog_->given();
    dialog_->set_busy(true);
    desk_.close(deciding_, given.plan, given.diagnosis);
  });
  dialog_->open();
}

void CaseFlow::advise(const v1::AlertCase& alert_case) {
  auto* dialog = new StatementDialog(StatementDialog::Kind::kWords, window_);
  dialog->setWindowTitle(tr("Advise the clinic"));
  dialog->set_label(tr("It sounds there until it is read back"));
  QStringList leads;
  QStringList sentences;
  if (const auto* analysis = reading_.ecg()->analysis(); analysis != nullptr && is_open_here(alert_case)) {
    for (const auto& request : analysis->leads_to_record()) {
      for (const auto& lead : request.leads()) leads << from(lead);
    }
    if (!leads.isEmpty()) sentences << tr("Record %1 now and send them.").arg(leads.join(' '));
  }
  dialog->set_text(sentences.join(QLatin1Char(' ')));
  connect(dialog, &StatementDialog::given, this,
          [this, leads, case_id = alert_case.case_id()](const QString&, const QString& text) {
            QStringList wanted;
            for (const auto& lead : leads) {
              if (text.contains(lead)) wanted << lead;
            }
            desk_.advise(case_id, text, wanted);
          });
  dialog->open();
}

void CaseFlow::open_case(const QString& study_id) {
  auto* dialog = new StatementDialog(StatementDialog::Kind::kWords, window_);
  dialog->setWindowTitle(tr("Open a chest-pain case"));
  dialog->set_label(tr("What you see in this ECG"));
  dialog->set_text(reading_.ecg()->overread().standing_texts().join(QStringLiteral("；")));
  connect(dialog, &StatementDialog::given, this,
          [this, study_id](const QString&, const QString& text) { desk_.open_from_study(study_id, text); });
  dialog->open();
}

}  // namespace rdc::station
