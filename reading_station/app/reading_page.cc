#include "reading_station/app/reading_page.h"

#include <algorithm>

#include <QComboBox>
#include <QDialog>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "common/ui/elided_label.h"
#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/app/annotation_desk.h"
#include "reading_station/app/ecg_desk.h"
#include "reading_station/app/key_image_desk.h"
#include "reading_station/app/memory_folder.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/app/viewer_desk.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/ecg_view/report_words.h"
#include "reading_station/report/report_form.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

using ui::named;

ReadingPage::ReadingPage(RouterConnection& connection, ObjectCache& objects, const Place& place,
                         const base::Clock& clock, base::IdGenerator& ids, QWidget* parent)
    : QWidget(parent),
      connection_(connection),
      objects_(objects),
      claims_(connection.calls()),
      studies_(connection.calls()),
      desk_(connection, place.data / "drafts", clock, ids),
      signed_report_(connection.calls(), place.centre_pem, memory_folder(place.data, "reports")),
      patient_(named<QLabel>("reading_patient", this)),
      details_(named<ui::ElidedLabel>("reading_details", this)),
      claim_note_(named<QLabel>("reading_claim", this)),
      message_(named<QLabel>("reading_message", this)),
      priors_(named<QComboBox>("reading_priors", this)),
      back_(named<QPushButton>("reading_back", this)),
      take_over_(named<QPushButton>("reading_take_over", this)),
      assign_(named<QPushButton>("reading_assign", this)),
      tracing_(named<QPushButton>("reading_tracing", this)),
      prior_report_(named<QPushButton>("reading_prior_report", this)),
      reports_(connection.calls()),
      splitter_(named<QSplitter>("reading_splitter", this)),
      stack_(named<QStackedWidget>("reading_stack", this)),
      viewer_(new StudyViewer(objects, this)),
      viewer_desk_(new ViewerDesk(*viewer_, objects, studies_, place.settings, place.data, this)),
      ecg_(new EcgPage(connection.calls(), place.settings, this)),
      ecg_desk_(std::make_unique<EcgDesk>(connection.calls(), *ecg_, ids, place.data / "cache-ecg")),
      editor_(new ReportEditor(desk_, signed_report_, connection, this)),
      annotations_(std::make_unique<AnnotationDesk>(connection, objects, *viewer_, place.data / "drafts", clock)),
      key_images_(std::make_unique<KeyImageDesk>(*viewer_, *annotations_)),
      measurements_(*annotations_) {
  setObjectName(QStringLiteral("reading_page"));
  editor_->set_library_folder(place.data / "report");
  editor_->form().typing().set_measurements(&measurements_);
  editor_->form().set_key_images(key_images_.get());
  desk_.set_key_images(key_images_.get());
  build();
  wire();
  retranslate();
}

ReadingPage::~ReadingPage() { editor_->form().set_key_images(nullptr); }

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
  take_over_->hide();
  assign_->hide();
  tracing_->setCheckable(true);
  tracing_->hide();
  priors_->hide();
  priors_->setMinimumWidth(220);
  prior_report_->hide();

  auto* banner = new QWidget(this);
  banner->setObjectName(QStringLiteral("reading_banner"));
  auto* row = new QHBoxLayout(banner);
  row->setContentsMargins(12, 6, 12, 6);
  row->setSpacing(14);
  row->addWidget(back_);
  row->addWidget(patient_);
  row->addWidget(details_, 1);
  row->addWidget(claim_note_);
  row->addWidget(take_over_);
  row->addWidget(assign_);
  row->addWidget(tracing_);
  row->addWidget(priors_);
  row->addWidget(prior_report_);
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
  connect(prior_report_, &QPushButton::clicked, this, &ReadingPage::show_prior_report);
  connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), this), &QShortcut::activated, prior_report_,
          &QPushButton::click);
  connect(&desk_, &ReportDesk::loaded, this, [this] {
    report_missing_ = false;
    Q_EMIT study_opened(study_id_);
  });
  connect(&desk_, &ReportDesk::load_failed, this,
          [this](const Error& error) { report_missing_ = !desk_.is_open() && error.code == ErrorCode::kUnavailable; });
  connect(&desk_, &ReportDesk::report_signed, this, &ReadingPage::report_signed);
  connect(&desk_, &ReportDesk::report_signed, this, [this] { annotations_->save(); });
  // The router has ended the claim with the return: what is shown is nobody's to write here any more.
  connect(&desk_, &ReportDesk::report_returned, this, [this] {
    annotations_->save();
    claims_.release();
    Q_EMIT close_requested();
    Q_EMIT report_returned();
  });
  connect(annotations_.get(), &AnnotationDesk::save_failed, this, [this](const Error& error) {
    claim_note_->setText(tr("Marks are not in the archive. %1").arg(error_text(error)));
  });
  connect(&connection_, &RouterConnection::link_changed, this, [this](RouterConnection::Link link) {
    if (link != RouterConnection::Link::kConnected) return;
    load_again();
    annotations_->save();
    editor_->flush_draft();
    editor_->check_signature();
  });
  wire_claims();
  wire_waveforms();
}

void ReadingPage::wire_waveforms() {
  connect(ecg_, &EcgPage::recording_shown, this, [this] {
    if (shows_prior()) return;
    desk_.set_recording(ecg_->recording());
    desk_.set_tracing_note(measurement_sentence(*ecg_->analysis(), ecg_->overread()));
  });
  connect(&ecg_->overread(), &Overread::changed, this, [this] {
    if (!shows_prior() && ecg_->analysis() != nullptr)
      desk_.set_tracing_note(measurement_sentence(*ecg_->analysis(), ecg_->overread()));
  });
  connect(ecg_, &EcgPage::report_text, this, [this](const QString& findings, const QString& impression) {
    if (shows_prior()) return;
    desk_.set_coded_findings(ecg_->overread().standing_codes());
    editor_->write_ecg(findings, impression);
  });
  connect(&objects_, &ObjectSource::arrived, this, [this](const QString& digest, const StoredObjectPtr& object) {
    if (waveforms_.contains(digest)) ecg_->load(object, waveforms_.take(digest), digest);
  });
  connect(&objects_, &ObjectSource::failed, this,
          [this](const QString& digest, const std::function<QString()>& sentence) {
            if (waveforms_.remove(digest) > 0) ecg_->set_message(sentence);
          });
  connect(&objects_, &ObjectSource::progress, this, [this](const QString& digest, quint64 received, quint64 total) {
    if (!waveforms_.contains(digest)) return;
    ecg_->set_message([=] { return tr("Loading: %1 of %2 kB").arg(received / 1024).arg(total / 1024); });
  });
}

void ReadingPage::show_message(std::function<QString()> sentence) {
  sentence_ = std::move(sentence);
  message_->setText(sentence_());
  stack_->setCurrentWidget(message_);
}

bool ReadingPage::shows_prior() const {
  return priors_->isVisibleTo(this) && priors_->currentData().toString() != study_id_;
}

void ReadingPage::set_overread_writable(bool writable) {
  ecg_desk_->set_writable(writable);
  ecg_->set_writable(writable);
}

void ReadingPage::begin(const v1::WorklistItem& item) {
  if (has_study()) close();
  ++generation_;
  item_ = item;
  item_id_ = from(item.item_id());
  study_id_ = from(item.study_id());
  editor_->clear();
  hold_ = Hold::kAsking;
  why_view_only_.reset();
  show_message([] { return tr("Opening the study…"); });
  name_back();
  show_banner();
}

void ReadingPage::name_back() {
  const bool viewed = has_study() && item_id_.isEmpty();
  back_->setText(viewed ? tr("← Archive") : tr("← Worklist"));
  back_->setToolTip(viewed ? tr("Back to the studies that were found (Ctrl+W)")
                           : tr("Back to the worklist and give the study back (Ctrl+W)"));
}

void ReadingPage::open(const v1::WorklistItem& item) {
  begin(item);
  show_hold();
  claims_.claim(item_id_);
  load_study();
  Q_EMIT study_changed();
}

void ReadingPage::view(const v1::StudySummary& study) {
  v1::WorklistItem shown;  // no item of the worklist: there is nothing to claim
  shown.set_study_id(study.study_id());
  *shown.mutable_patient() = study.patient();
  *shown.mutable_modalities() = study.modalities();
  shown.set_study_description(study.description());
  shown.set_accession_number(study.accession_number());
  shown.set_site_name(study.site_name());
  if (study.has_study_time()) *shown.mutable_study_time() = study.study_time();
  begin(shown);
  become_view_only({ErrorCode::kConflict, "VIEWED_FROM_ARCHIVE", ""});
  load_study();
  Q_EMIT study_changed();
}

void ReadingPage::close() {
  if (!has_study()) return;
  editor_->flush_draft();
  ++generation_;
  claims_.release();
  annotations_->close();
  viewer_desk_->forget();
  viewer_->close_study();
  ecg_desk_->close();
  ecg_->clear();
  desk_.close();
  editor_->clear();
  waveforms_.clear();
  prior_list_.Clear();
  priors_->hide();
  prior_report_->hide();
  if (auto* beside = findChild<QDialog*>(QStringLiteral("report_revision_dialog"))) beside->close();
  study_missing_ = report_missing_ = false;
  settled_ = {};
  tracing_->hide();
  item_id_.clear();
  study_id_.clear();
  study_.Clear();
  show_message([] { return QString(); });  // a window of the images' own stays open
  Q_EMIT study_changed();
}

bool ReadingPage::is_ecg() const {
  const auto& modalities = item_.modalities();
  return std::find(modalities.begin(), modalities.end(), "ECG") != modalities.end();
}

void ReadingPage::insert_bar(QWidget* bar) { static_cast<QVBoxLayout*>(layout())->insertWidget(1, bar); }

void ReadingPage::load_study() {
  studies_.get_study(study_id_, [this, mine = generation_](const Result<v1::GetStudyReply>& study) {
    if (mine != generation_) return;
    study_missing_ = !study && study.error().code == ErrorCode::kUnavailable;
    if (!study) {
      show_message([error = study.error()] { return error_text(error); });
      return Q_EMIT study_failed(study.error());
    }
    study_ = *study;
    objects_.set_study(study_id_);
    show_study(study_, false);
    open_report();
    load_priors();
  });
}

void ReadingPage::open_report() {
  desk_.open(study_, item_.needs_reviewer() ? v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER : v1::SIGN_OFF_POLICY_SINGLE);
}

void ReadingPage::load_again() {
  if (!has_study() || !connection_.logged_in()) return;
  if (study_missing_) {
    study_missing_ = false;
    show_message([] { return tr("Opening the study…"); });
    return load_study();
  }
  if (report_missing_) {
    report_missing_ = false;
    open_report();
    if (ecg_->recording()) desk_.set_recording(ecg_->recording());
  }
}

void ReadingPage::show_study(const v1::GetStudyReply& study, bool prior) {
  const StudyContent content = study_content(study);
  ecg_desk_->open(from(study.study().study_id()));
  ecg_->clear();
  set_overread_writable(hold_ == Hold::kMine && !prior);
  waveforms_.clear();
  load_waveforms(study);
  if (!prior) ecg_desk_->set_priors(prior_list_);
  const bool has_tracing = !waveforms_.isEmpty();
  annotations_->close();
  key_images_->set_reported(!prior);
  viewer_->open(content);
  annotations_->open(study);
  const bool has_images = has_images_in(content);
  const bool has_documents = !content.documents.empty();
  tracing_->setVisible(has_tracing && (has_images || has_documents));
  tracing_->setChecked(has_tracing && !has_images);
  if (!has_tracing && !has_images && !has_documents) {
    show_message([] { return tr("This study holds nothing that can be shown."); });
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

void ReadingPage::show_banner() {
  if (!has_study()) return;
  patient_->setText(from(item_.patient().name().empty() ? item_.patient().patient_id() : item_.patient().name()));
  QStringList words{sex_age_text(item_.patient()), from(item_.patient().patient_id())};
  QStringList modalities;
  for (const auto& modality : item_.modalities()) modalities << from(modality);
  words << modalities.join('/') + QStringLiteral("  ") + from(item_.study_description()) << from(item_.site_name())
        << local_time_text(item_.study_time());
  if (!item_id_.isEmpty()) words << urgency_text(item_.urgency());
  words.removeAll(QString());
  details_->setText(words.join(QStringLiteral("   ·   ")));
}

QString ReadingPage::whose() const {
  return has_study() ? patient_->text() + QStringLiteral("  ") + sex_age_text(item_.patient()) : QString();
}

void ReadingPage::retranslate() {
  name_back();
  take_over_->setText(tr("Take over"));
  take_over_->setToolTip(
      tr("Read this study although it is assigned to somebody else; that is recorded (Ctrl+Shift+T)"));
  assign_->setText(tr("Assign…"));
  assign_->setToolTip(tr("Give this study to another reader, with what you have typed so far (Ctrl+T)"));
  tracing_->setText(tr("Show tracing"));
  priors_->setToolTip(tr("Earlier studies of this patient"));
  prior_report_->setText(tr("Earlier report"));
  prior_report_->setToolTip(tr("Read the report of the earlier study beside this one (Ctrl+Shift+R)"));
  if (sentence_) message_->setText(sentence_());
  show_priors();
  show_hold();
  show_banner();
}

void ReadingPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
