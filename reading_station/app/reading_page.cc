#include "reading_station/app/reading_page.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

using ui::named;

ReadingPage::ReadingPage(RouterConnection& connection, ObjectCache& objects, const base::Clock& clock,
                         base::IdGenerator& ids, QWidget* parent)
    : QWidget(parent),
      connection_(connection),
      objects_(objects),
      claims_(connection.calls()),
      studies_(connection.calls()),
      desk_(connection, clock, ids),
      patient_(named<QLabel>("reading_patient", this)),
      details_(named<QLabel>("reading_details", this)),
      claim_note_(named<QLabel>("reading_claim", this)),
      message_(named<QLabel>("reading_message", this)),
      priors_(named<QComboBox>("reading_priors", this)),
      back_(named<QPushButton>("reading_back", this)),
      tracing_(named<QPushButton>("reading_tracing", this)),
      splitter_(named<QSplitter>("reading_splitter", this)),
      stack_(named<QStackedWidget>("reading_stack", this)),
      viewer_(new StudyViewer(objects, this)),
      ecg_(new EcgPage(connection.calls(), this)),
      editor_(new ReportEditor(desk_, connection, this)) {
  setObjectName(QStringLiteral("reading_page"));
  build();
  wire();
  retranslate();
}

ReadingPage::~ReadingPage() = default;

void ReadingPage::build() {
  viewer_->setObjectName(QStringLiteral("study_viewer"));
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  stack_->addWidget(message_);
  stack_->addWidget(viewer_);
  stack_->addWidget(ecg_);
  splitter_->addWidget(stack_);
  splitter_->addWidget(editor_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 0);
  splitter_->setSizes({1200, 430});
  splitter_->setChildrenCollapsible(false);
  tracing_->setCheckable(true);
  tracing_->hide();
  priors_->hide();
  priors_->setMinimumWidth(220);

  auto* banner = new QWidget(this);
  banner->setObjectName(QStringLiteral("reading_banner"));
  auto* row = new QHBoxLayout(banner);
  row->setContentsMargins(12, 6, 12, 6);
  row->setSpacing(14);
  row->addWidget(back_);
  row->addWidget(patient_);
  row->addWidget(details_, 1);
  row->addWidget(claim_note_);
  row->addWidget(tracing_);
  row->addWidget(priors_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(banner);
  column->addWidget(splitter_, 1);
}

void ReadingPage::wire() {
  connect(back_, &QPushButton::clicked, this, &ReadingPage::close_requested);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), this), &QShortcut::activated, this,
          &ReadingPage::close_requested);
  connect(tracing_, &QPushButton::toggled, this,
          [this](bool on) { stack_->setCurrentWidget(on ? static_cast<QWidget*>(ecg_) : viewer_); });
  connect(priors_, &QComboBox::activated, this, &ReadingPage::show_prior);
  connect(&claims_, &ClaimKeeper::granted, this, [this](const v1::WorklistItem& item) {
    item_ = item;
    claim_note_->setText(tr("Reserved for you"));
    editor_->set_writable(true);
  });
  connect(&claims_, &ClaimKeeper::refused, this, [this](const QString& sentence) {
    claim_note_->setText(tr("View only"));
    editor_->set_writable(false, sentence);
  });
  connect(&claims_, &ClaimKeeper::lost, this, [this](const QString& sentence) {
    claim_note_->setText(tr("View only"));
    editor_->set_writable(false, sentence);
  });
  connect(&desk_, &ReportDesk::loaded, this, [this] { Q_EMIT study_opened(study_id_); });
  connect(&desk_, &ReportDesk::report_signed, this, &ReadingPage::report_signed);
  connect(ecg_, &EcgPage::recording_shown, this, [this] { desk_.set_recording(ecg_->recording()); });
  connect(&objects_, &ObjectSource::arrived, this, [this](const QString& digest, const QString& path) {
    if (waveforms_.contains(digest)) ecg_->load_file(path, waveforms_.take(digest));
  });
  connect(&objects_, &ObjectSource::failed, this, [this](const QString& digest, const QString& sentence) {
    if (waveforms_.remove(digest) > 0) ecg_->set_message(sentence);
  });
  connect(&objects_, &ObjectSource::progress, this, [this](const QString& digest, quint64 received, quint64 total) {
    if (waveforms_.contains(digest))
      ecg_->set_message(tr("Loading: %1 of %2 kB").arg(received / 1024).arg(total / 1024));
  });
}

void ReadingPage::open(const v1::WorklistItem& item) {
  if (has_study()) close();
  ++generation_;
  item_ = item;
  item_id_ = from(item.item_id());
  study_id_ = from(item.study_id());
  editor_->set_writable(false);
  claim_note_->clear();
  message_->setText(tr("Opening the study…"));
  stack_->setCurrentWidget(message_);
  show_banner();
  claims_.claim(item_id_);
  load_study();
}

void ReadingPage::close() {
  if (!has_study()) return;
  editor_->flush_draft();
  ++generation_;
  claims_.release();
  viewer_->close_study();
  ecg_->clear();
  desk_.close();
  editor_->set_writable(false);
  editor_->set_text({});
  waveforms_.clear();
  priors_->hide();
  tracing_->hide();
  item_id_.clear();
  study_id_.clear();
  study_.Clear();
}

void ReadingPage::load_study() {
  studies_.get_study(study_id_, [this, mine = generation_](const Result<v1::GetStudyReply>& study) {
    if (mine != generation_) return;
    if (!study) {
      message_->setText(error_text(study.error()));
      return Q_EMIT study_failed(error_text(study.error()));
    }
    study_ = *study;
    objects_.set_study(study_id_);
    show_study(study_, false);
    desk_.open(study_);
    load_priors();
  });
}

void ReadingPage::show_study(const v1::GetStudyReply& study, bool prior) {
  const StudyContent content = study_content(study);
  ecg_->clear();
  waveforms_.clear();
  load_waveforms(study);
  const bool has_tracing = !waveforms_.isEmpty();
  viewer_->open(content);
  const bool has_images = !content.series.empty();
  tracing_->setVisible(has_tracing && has_images);
  tracing_->setChecked(has_tracing && !has_images);
  if (!has_tracing && !has_images) {
    message_->setText(tr("This study holds nothing that can be shown."));
    stack_->setCurrentWidget(message_);
  } else {
    stack_->setCurrentWidget(has_tracing && !has_images ? static_cast<QWidget*>(ecg_) : viewer_);
  }
  details_->setProperty("prior", prior);
}

void ReadingPage::load_waveforms(const v1::GetStudyReply& study) {
  for (const auto& series : study.series()) {
    for (const auto& instance : series.instances()) {
      if (!is_waveform(instance)) continue;
      const QString digest = from(instance.object().sha256());
      waveforms_.insert(digest, from(instance.charset_override()));
      objects_.request(digest, instance.object().size(), ObjectSource::Priority::kNow);
    }
  }
}

void ReadingPage::load_priors() {
  studies_.list_priors(study_id_, [this, mine = generation_](const Result<v1::ListPriorsReply>& priors) {
    if (mine != generation_ || !priors || priors->studies().empty()) return;
    priors_->clear();
    priors_->addItem(tr("This study (%n earlier)", nullptr, priors->studies_size()), study_id_);
    for (const auto& prior : priors->studies()) {
      QStringList words{local_time_text(prior.study_time()).left(10)};
      for (const auto& modality : prior.modalities()) words << from(modality);
      words << from(prior.description()) << report_status_text(prior.report_status());
      words.removeAll(QString());
      priors_->addItem(words.join(QStringLiteral("  ")), from(prior.study_id()));
    }
    priors_->show();
  });
}

void ReadingPage::show_prior(int index) {
  const QString wanted = priors_->itemData(index).toString();
  objects_.set_study(wanted);
  if (wanted == study_id_) {
    claim_note_->setText(claims_.holds() ? tr("Reserved for you") : tr("View only"));
    return show_study(study_, false);
  }
  claim_note_->setText(tr("EARLIER STUDY on the screen"));
  studies_.get_study(wanted, [this, mine = generation_, wanted](const Result<v1::GetStudyReply>& study) {
    if (mine != generation_ || priors_->currentData().toString() != wanted) return;
    if (!study) return message_->setText(error_text(study.error()));
    show_study(*study, true);
  });
}

void ReadingPage::show_banner() {
  if (!has_study()) return;
  patient_->setText(from(item_.patient().name().empty() ? item_.patient().patient_id() : item_.patient().name()));
  QStringList words{sex_age_text(item_.patient()), from(item_.patient().patient_id())};
  QStringList modalities;
  for (const auto& modality : item_.modalities()) modalities << from(modality);
  words << modalities.join('/') + QStringLiteral("  ") + from(item_.study_description()) << from(item_.site_name())
        << local_time_text(item_.study_time()) << urgency_text(item_.urgency());
  words.removeAll(QString());
  details_->setText(words.join(QStringLiteral("   ·   ")));
}

void ReadingPage::retranslate() {
  back_->setText(tr("← Worklist"));
  back_->setToolTip(tr("Back to the worklist and give the study back (Ctrl+W)"));
  tracing_->setText(tr("Show tracing"));
  show_banner();
}

void ReadingPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
