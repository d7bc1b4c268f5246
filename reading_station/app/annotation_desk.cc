#include "reading_station/app/annotation_desk.h"

#include <utility>

#include <QLocale>

#include "common/base/digest.h"
#include "reading_station/session/draft_file.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/viewer/annotation_draft.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;
constexpr int kDraftAfterMs = 500;
constexpr qint64 kLargestDraft = 64 << 20;

bool is_derived(const std::string& sop_class) {
  return sop_class == dicom::kPresentationStateStorage || sop_class == dicom::kColourPresentationStateStorage ||
         sop_class == dicom::kKeyObjectSelectionStorage || sop_class.starts_with("1.2.840.10008.5.1.4.1.1.88.");
}

struct ReadDraft {
  std::optional<AnnotationDraft> draft;
  QString set_aside;
};
ReadDraft read_draft(const DraftFile& file) {
  const auto found = file.find(kLargestDraft);
  ReadDraft read{draft_from_json(found.bytes), from(found.set_aside.string())};
  if (!read.draft && !found.bytes.isEmpty()) read.set_aside = from(file.set_aside().string());
  return read;
}

}  // namespace

// Lives on while its objects are on their way, after the reader has left it.
struct AnnotationDesk::Study {
  QString study_id;
  fs::path draft_stem;
  DiskKeys keys;     // of who opened it, also when the login has ended
  QByteArray draft;  // as last written
  std::optional<AnnotationDraft> found_draft;
  bool draft_read = false;
  QSet<QString> awaited;  // digests of saved objects
  std::unique_ptr<AnnotationReader> reader;
  QSet<QString> objects;  // digests of all it has
  std::optional<dicom::StudyIdentity> identity;
  std::vector<StoredObjectPtr> identified_by;               // objects of the study that say whose it is, as they came
  std::map<std::pair<QString, int>, AnnotatedImage> shown;  // images seen since it was opened
  std::map<std::pair<QString, int>, AnnotatedImage> saved;  // of the reader's own states in the archive
  QHash<QString, std::string> classes;                      // SOP class of each instance
  std::optional<dicom::ImagePlace> standing_keys;           // the key object selection that holds in the archive
};

AnnotationDesk::AnnotationDesk(RouterConnection& connection, ObjectSource& objects, StudyViewer& viewer,
                               fs::path drafts, const base::Clock& clock, QObject* parent)
    : QObject(parent),
      connection_(connection),
      objects_(objects),
      viewer_(viewer),
      studies_(connection.calls()),
      drafts_(std::move(drafts)),
      clock_(clock) {
  draft_timer_.setSingleShot(true);
  draft_timer_.setInterval(kDraftAfterMs);
  connect(&draft_timer_, &QTimer::timeout, this, &AnnotationDesk::keep_draft);
  connect(&viewer_.annotations(), &AnnotationSet::edited, this, [this] {
    if (!study_ || loading_) return;
    unsaved_ = true;
    if (!draft_timer_.isActive()) draft_timer_.start();
  });
  connect(&viewer_, &StudyViewer::image_shown, this, &AnnotationDesk::note_images);
  connect(&objects_, &ObjectSource::arrived, this, &AnnotationDesk::object_arrived);
  connect(&objects_, &ObjectSource::failed, this, [this](const QString& sha256) {
    if (study_ && study_->awaited.remove(sha256)) show_when_complete();
  });
}

AnnotationDesk::~AnnotationDesk() = default;

QString AnnotationDesk::author() const {
  return connection_.logged_in() ? from(connection_.self().display_name()) : QString();
}

void AnnotationDesk::open(const v1::GetStudyReply& study) {
  close();
  study_ = std::make_shared<Study>();
  study_->study_id = from(study.study().study_id());
  study_->keys = connection_.calls().disk_keys();
  study_->reader = std::make_unique<AnnotationReader>(author());
  const std::string user = connection_.logged_in() ? connection_.self().user_id() : std::string();
  study_->draft_stem = drafts_ / base::sha256(user + '\n' + study.study().study_id() + "\nannotations").hex();
  for (const auto& series : study.series())
    for (const auto& instance : series.instances()) {
      study_->classes.insert(from(instance.sop_instance_uid()), instance.sop_class_uid());
      study_->objects.insert(from(instance.object().sha256()));
      if (instance.frames() != 0 || !is_derived(instance.sop_class_uid())) continue;
      const QString sha256 = from(instance.object().sha256());
      study_->awaited.insert(sha256);
      objects_.request(sha256, instance.object().size(), ObjectSource::Priority::kSoon);
    }
  connection_.calls().background([file = DraftFile(study_->draft_stem, study_->keys)] { return read_draft(file); },
                                 [this, mine = study_](ReadDraft read) {
                                   mine->found_draft = std::move(read.draft);
                                   mine->draft_read = true;
                                   if (!read.set_aside.isEmpty()) Q_EMIT draft_set_aside(read.set_aside);
                                   if (mine == study_) show_when_complete();
                                 });
}

void AnnotationDesk::object_arrived(const QString& sha256, const StoredObjectPtr& object) {
  // An earlier study that hangs beside comes from the same source: it does not say whose marks these are.
  if (!study_ || !study_->objects.contains(sha256)) return;
  study_->identified_by.push_back(object);
  if (!study_->awaited.remove(sha256)) return;
  if (const auto bytes = object->open()) study_->reader->take(bytes->path());
  show_when_complete();
}

// Read when there is something to be written only: an image is large.
bool AnnotationDesk::know_identity() {
  for (const auto& object : std::exchange(study_->identified_by, {})) {
    if (study_->identity) break;
    const auto bytes = object->open();
    if (!bytes) continue;
    if (auto identity = dicom::study_identity_of(bytes->path())) study_->identity = std::move(*identity);
  }
  return study_->identity.has_value();
}

void AnnotationDesk::show_when_complete() {
  if (!study_ || !study_->draft_read || !study_->awaited.isEmpty()) return;
  loading_ = true;
  auto annotations = study_->reader->annotations();
  auto keys = study_->reader->key_images();
  study_->saved = study_->reader->own_images();
  if (!study_->standing_keys) study_->standing_keys = study_->reader->standing_keys();
  if (study_->found_draft) {
    // What the archive has of this reader is older than the draft.
    std::erase_if(annotations, &Annotation::is_own);
    for (Annotation& annotation : study_->found_draft->annotations) annotations.push_back(std::move(annotation));
    keys = study_->found_draft->key_images;
    unsaved_ = true;
    study_->found_draft.reset();
  } else if (unsaved_) {
    // The reader was quicker than the archive.
    std::erase_if(annotations, &Annotation::is_own);
    for (const Annotation& annotation : viewer_.annotations().own()) annotations.push_back(annotation);
    keys = viewer_.annotations().key_images();
  }
  viewer_.annotations().load(std::move(annotations));
  viewer_.annotations().load_key_images(std::move(keys));
  viewer_.set_presentation_states(study_->reader->foreign_states());
  loading_ = false;
  Q_EMIT loaded();
}

void AnnotationDesk::note_images() {
  if (!study_) return;
  for (int tile = 0; viewer_.canvas(tile) != nullptr; ++tile) {
    const ImageCanvas& canvas = *viewer_.canvas(tile);
    if (canvas.image() == nullptr || canvas.pipeline() == nullptr) continue;
    const ImageOf image = image_of(canvas.image());
    const QString series = viewer_.series_of(image.sop_instance_uid);
    if (!series.isEmpty())
      study_->shown[{image.sop_instance_uid, image.frame}] =
          annotated_image(*canvas.image(), *canvas.pipeline(), series);
  }
}

AnnotationWork AnnotationDesk::work() const {
  AnnotationWork work;
  work.annotations = viewer_.annotations().own();
  work.key_images = viewer_.annotations().key_images();
  work.author = author();
  work.language = QLocale().name();
  work.images = study_->saved;
  work.standing_keys = study_->standing_keys;
  for (const Annotation& annotation : work.annotations) {
    const std::pair key{annotation.image.sop_instance_uid, annotation.image.frame};
    if (const auto shown = study_->shown.find(key); shown != study_->shown.end()) work.images[key] = shown->second;
  }
  for (const ImageOf& image : work.key_images) {
    dicom::ImagePlace place;
    place.sop_class_uid = study_->classes.value(image.sop_instance_uid);
    place.sop_instance_uid = image.sop_instance_uid.toStdString();
    place.series_instance_uid = viewer_.series_of(image.sop_instance_uid).toStdString();
    place.frame = image.frame;
    const auto shown = study_->shown.find({image.sop_instance_uid, image.frame});
    place.frames = shown != study_->shown.end() ? shown->second.place.frames : image.frame > 0 ? image.frame + 1 : 1;
    if (!place.sop_class_uid.empty() && !place.series_instance_uid.empty())
      work.key_places[{image.sop_instance_uid, image.frame}] = place;
  }
  return work;
}

void AnnotationDesk::keep_draft() {
  if (!study_ || !unsaved_) return;
  study_->draft = to_json(AnnotationDraft{viewer_.annotations().own(), viewer_.annotations().key_images()});
  connection_.calls().background(
      [file = DraftFile(study_->draft_stem, study_->keys), json = study_->draft] { return file.keep(json); },
      [this](bool kept) {
        if (kept) return Q_EMIT draft_kept();
        Q_EMIT save_failed({ErrorCode::kNoSpace, "MARKS_NOT_KEPT", ""});
      });
}

void AnnotationDesk::save() {
  if (!study_ || !unsaved_ || !study_->draft_read || !study_->awaited.isEmpty()) return;
  note_images();
  draft_timer_.stop();
  keep_draft();
  if (!know_identity()) return;  // no image ever came: there is nothing drawn on one
  auto objects = write_objects(*study_->identity, work(), clock_.now(), random_);
  if (!objects) return Q_EMIT save_failed(objects.error());
  // Drawn on images that were not seen since: the draft keeps them.
  if (objects->left_out > 0) return Q_EMIT save_failed({ErrorCode::kUnavailable, "MARKED_IMAGES_NOT_SEEN", ""});
  unsaved_ = false;
  send(study_, std::make_shared<const AnnotationObjects>(std::move(*objects)), 0);
}

// One after another: the draft goes with the last.
void AnnotationDesk::send(std::shared_ptr<Study> study, std::shared_ptr<const AnnotationObjects> objects, int sent) {
  if (static_cast<std::size_t>(sent) == objects->files.size()) {
    study->standing_keys = objects->keys;
    connection_.calls().background(
        [file = DraftFile(study->draft_stem, study->keys), draft = study->draft] {
          // What was drawn since is a newer draft, and stays.
          return file.find(kLargestDraft).bytes == draft && file.remove();
        },
        [this, sent](bool) { Q_EMIT saved(sent); });
    return;
  }
  studies_.store_derived(study->study_id, objects->files[static_cast<std::size_t>(sent)],
                         [this, study, objects, sent](const Result<v1::StoreDerivedReply>& reply) {
                           if (reply) return send(study, objects, sent + 1);
                           if (study == study_) unsaved_ = true;
                           Q_EMIT save_failed(reply.error());
                         });
}

void AnnotationDesk::close() {
  if (!study_) return;
  save();
  if (draft_timer_.isActive()) keep_draft();
  draft_timer_.stop();
  study_.reset();
  unsaved_ = false;
}

}  // namespace rdc::station
