// The patient's earlier studies beside the one being read: their images, and their reports.
#include <algorithm>

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>

#include "common/report/report_document.h"
#include "reading_station/app/ecg_desk.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/app/viewer_desk.h"
#include "reading_station/report/report_dialogs.h"
#include "reading_station/report/report_status.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {
namespace {

bool is_reported(const v1::StudySummary& study) { return is_signed(study.report_status()); }

}  // namespace

void ReadingPage::load_priors() {
  studies_.list_priors(study_id_, [this, mine = generation_](const Result<v1::ListPriorsReply>& priors) {
    if (mine != generation_ || !priors || priors->studies().empty()) return;
    prior_list_ = *priors;
    priors_->setCurrentIndex(-1);
    show_priors();
    ecg_desk_->set_priors(prior_list_);
    if (!shows_prior()) viewer_desk_->hang_prior(study_, prior_list_);
  });
}

void ReadingPage::show_priors() {
  if (prior_list_.studies().empty()) return;
  const int chosen = std::max(0, priors_->currentIndex());
  priors_->clear();
  priors_->addItem(tr("This study (%n earlier)", nullptr, prior_list_.studies_size()), study_id_);
  for (const auto& prior : prior_list_.studies()) {
    QStringList words{local_time_text(prior.study_time()).left(10)};
    for (const auto& modality : prior.modalities()) words << from(modality);
    words << from(prior.description()) << report_status_text(prior.report_status());
    words.removeAll(QString());
    priors_->addItem(words.join(QStringLiteral("  ")), from(prior.study_id()));
  }
  priors_->setCurrentIndex(std::min(chosen, priors_->count() - 1));
  priors_->show();
  prior_report_->setVisible(std::ranges::any_of(prior_list_.studies(), is_reported));
}

void ReadingPage::show_prior_report() {
  const std::string chosen = priors_->currentData().toString().toStdString();
  const v1::StudySummary* prior = nullptr;
  for (const auto& one : prior_list_.studies()) {
    if (!is_reported(one)) continue;
    if (prior == nullptr || one.study_id() == chosen) prior = &one;
    if (one.study_id() == chosen) break;
  }
  if (prior == nullptr) return;
  const QString title =
      tr("Earlier report: %1  %2").arg(local_time_text(prior->study_time()), from(prior->description()));
  reports_.get_report(from(prior->study_id()),
                      [this, mine = generation_, title](const Result<v1::GetReportReply>& reply) {
                        if (mine != generation_) return;
                        if (!reply) return show_prior_problem(reply.error());
                        for (auto it = reply->revisions().rbegin(); it != reply->revisions().rend(); ++it)
                          if (is_signed(it->status())) return read_prior(from(it->revision_id()), title);
                        show_prior_problem({ErrorCode::kNotFound, "NO_REPORT", ""});
                      });
}

void ReadingPage::read_prior(const QString& revision_id, const QString& title) {
  reports_.read_file(revision_id, v1::ReadRevisionFileRequest::DOCUMENT,
                     [this, mine = generation_, title](const Result<QByteArray>& bytes) {
                       if (mine != generation_) return;
                       if (!bytes) return show_prior_problem(bytes.error());
                       const auto document =
                           report::parse(std::string_view(bytes->constData(), static_cast<std::size_t>(bytes->size())));
                       if (!document) return show_prior_problem(document.error());
                       if (auto* before = findChild<QDialog*>(QStringLiteral("report_revision_dialog")))
                         before->close();
                       const auto kind = is_ecg() ? RevisionDialog::Kind::kEcg : RevisionDialog::Kind::kImaging;
                       // Not modal: it is read while the new one is written.
                       (new RevisionDialog(title, report_text_of(*document), kind, this))->show();
                     });
}

void ReadingPage::show_prior_problem(const Error& error) { claim_note_->setText(error_text(error)); }

void ReadingPage::show_prior(int index) {
  const QString wanted = priors_->itemData(index).toString();
  viewer_desk_->forget();
  objects_.set_study(wanted);
  show_hold();
  if (wanted == study_id_) {
    show_study(study_, false);
    return viewer_desk_->hang_prior(study_, prior_list_);
  }
  show_message([] { return tr("Opening the study…"); });
  studies_.get_study(wanted, [this, mine = generation_, wanted](const Result<v1::GetStudyReply>& study) {
    if (mine != generation_ || priors_->currentData().toString() != wanted) return;
    if (!study) return show_message([error = study.error()] { return error_text(error); });
    show_study(*study, true);
  });
}

}  // namespace rdc::station
