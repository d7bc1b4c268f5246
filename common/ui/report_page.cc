#include "common/ui/report_page.h"

#include <algorithm>
#include <cmath>

#include <QBuffer>
#include <QDateTime>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>
#include <QTextLayout>

#include "common/base/digest.h"
#include "common/ui/ecg_painting.h"
#include "common/ui/page_sink.h"
#include "common/ui/report_words.h"

namespace rdc::ui {
namespace {

constexpr double kMargin = 16.0;  // all lengths in millimetres
constexpr double kFooter = 22.0;  // kept free at the bottom of a page
constexpr int kObjectsListed = 4;
constexpr double kPictureHeight = 104.0;  // two fit a page, with their captions
constexpr const char* kFontFamily = "WenQuanYi Micro Hei";

QString text_of(const std::string& utf8) { return QString::fromStdString(utf8); }

QString time_text(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return {};
  // Hospital time is the station's local time.
  return QDateTime::fromSecsSinceEpoch(time.seconds()).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString date_text(const std::string& yyyymmdd) {
  const QString text = text_of(yyyymmdd);
  return text.size() == 8 ? text.left(4) + '-' + text.mid(4, 2) + '-' + text.right(2) : text;
}

bool is_ecg(const v1::ReportDocument& document) {
  return std::any_of(document.modalities().begin(), document.modalities().end(),
                     [](const std::string& m) { return m == "ECG"; });
}

// Sets text onto pages, top to bottom.
class PageSetter {
 public:
  PageSetter(PageSink& sink, const ReportInput& input, int pages)
      : sink_(sink),
        painter_(sink.painter()),
        input_(input),
        words_(words_for(input.document.language())),
        pages_(pages) {}

  int set_all() {
    heading();
    patient_block();
    const auto& d = input_.document;
    const bool ecg = is_ecg(d);
    section(words_.history, text_of(d.history()), 11.0, Empty::kSkip);
    section(ecg ? words_.findings_ecg : words_.findings, text_of(d.findings()), 11.5, Empty::kSay);
    section(ecg ? words_.impression_ecg : words_.impression, text_of(d.impression()), 12.5, Empty::kSay);
    paragraph(words_.conclusion + words_.colon + (d.positive() ? words_.positive : words_.negative), 10.5, kMargin,
              1.0);
    if (!d.amendment_reason().empty()) section(words_.amendment, text_of(d.amendment_reason()), 11.0, Empty::kSkip);
    signature_block();
    objects_read();
    pictures();
    footer();
    if (input_.recording) tracing_page();
    return page_;
  }

 private:
  enum class Empty { kSkip, kSay };
  enum class Align { kLeft, kCentre, kRight };

  QFont font(double points) const {
    QFont font(QString::fromLatin1(kFontFamily));
    font.setPixelSize(static_cast<int>(std::lround(points * kDotsPerInch / 72.0)));
    return font;
  }
  double line_mm(double points) const { return points * 25.4 / 72.0 * 1.45; }

  void line(const QString& text, double points, double left, double width, Align align, QColor colour = Qt::black) {
    if (painter_ == nullptr) return;
    painter_->setFont(font(points));
    painter_->setPen(colour);
    const int flags = Qt::AlignVCenter | Qt::TextSingleLine |
                      (align == Align::kCentre  ? Qt::AlignHCenter
                       : align == Align::kRight ? Qt::AlignRight
                                                : Qt::AlignLeft);
    const QFontMetricsF metrics(painter_->font());
    const QString fitting = metrics.horizontalAdvance(text) > width * kUnit
                                ? metrics.elidedText(text, Qt::ElideRight, width * kUnit)
                                : text;
    painter_->drawText(QRectF(left * kUnit, y_ * kUnit, width * kUnit, line_mm(points) * kUnit), flags, fitting);
  }

  void rule(double weight_mm, QColor colour = Qt::black) {
    if (painter_ == nullptr) return;
    painter_->setPen(QPen(colour, weight_mm * kUnit));
    painter_->drawLine(QPointF(kMargin * kUnit, y_ * kUnit), QPointF((kPageWidth - kMargin) * kUnit, y_ * kUnit));
  }

  // Starts a new page unless `height` fits above the footer.
  void keep_room(double height) {
    if (y_ + height <= kPageHeight - kFooter) return;
    footer();
    ++page_;
    if (painter_ != nullptr) sink_.next_page(QPageLayout::Portrait);
    y_ = 12.0;
    const auto& d = input_.document;
    line(text_of(d.institution()) + words_.gap + text_of(d.patient().name()) + words_.gap +
             text_of(d.patient().patient_id()),
         9.0, kMargin, kPageWidth - 2 * kMargin, Align::kLeft, QColor(0x44, 0x44, 0x44));
    y_ += line_mm(9.0);
    rule(0.2, QColor(0x88, 0x88, 0x88));
    y_ += 3.0;
  }

  // The reader's own lines and blanks are kept; long lines wrap.
  void paragraph(const QString& text, double points, double left, double space_after) {
    for (const QString& source : text.split('\n')) {
      QTextLayout layout(source.isEmpty() ? QStringLiteral(" ") : source, font(points));
      QTextOption option(Qt::AlignLeft);
      option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
      layout.setTextOption(option);
      layout.beginLayout();
      while (true) {
        QTextLine laid = layout.createLine();
        if (!laid.isValid()) break;
        laid.setLineWidth((kPageWidth - kMargin - left) * kUnit);
        laid.setPosition({0, 0});
      }
      layout.endLayout();
      for (int i = 0; i < layout.lineCount(); ++i) {
        keep_room(line_mm(points));
        if (painter_ != nullptr) {
          const QTextLine laid = layout.lineAt(i);
          painter_->setFont(font(points));
          painter_->setPen(Qt::black);
          painter_->drawText(QPointF(left * kUnit, y_ * kUnit + QFontMetricsF(painter_->font()).ascent()),
                             layout.text().mid(laid.textStart(), laid.textLength()).trimmed());
        }
        y_ += line_mm(points);
      }
    }
    y_ += space_after;
  }

  void section(const QString& title, const QString& text, double points, Empty empty) {
    if (text.trimmed().isEmpty() && empty == Empty::kSkip) return;
    keep_room(line_mm(12.0) + 2 * line_mm(points));
    y_ += 2.0;
    line(title + words_.colon, 12.0, kMargin, 120.0, Align::kLeft, QColor(0x0b, 0x3d, 0x6b));
    y_ += line_mm(12.0) + 0.6;
    paragraph(text.trimmed().isEmpty() ? words_.no_text : text, points, kMargin + 5.0, 1.5);
  }

  void heading() {
    const auto& d = input_.document;
    y_ = 14.0;
    line(text_of(d.institution()), 19.0, kMargin, kPageWidth - 2 * kMargin, Align::kCentre);
    y_ += line_mm(19.0);
    line(is_ecg(d) ? words_.ecg_title : words_.imaging_title, 15.0, kMargin, kPageWidth - 2 * kMargin, Align::kCentre);
    y_ += line_mm(15.0);
    QString mark;
    if (d.status() == v1::REPORT_STATUS_DRAFT || d.status() == v1::REPORT_STATUS_UNSPECIFIED) mark = words_.draft_mark;
    if (d.status() == v1::REPORT_STATUS_CANCELLED) mark = words_.cancelled_mark;
    if (d.status() == v1::REPORT_STATUS_PRELIMINARY) mark = words_.preliminary_note;
    if (!mark.isEmpty()) {
      line(mark, 11.0, kMargin, kPageWidth - 2 * kMargin, Align::kCentre, QColor(0xb0, 0x10, 0x10));
      y_ += line_mm(11.0);
    }
    y_ += 1.0;
    line(words_.report_number + words_.colon + text_of(d.report_id()), 8.5, kMargin, 110, Align::kLeft,
         QColor(0x44, 0x44, 0x44));
    line(status_word(d.status(), words_) + words_.gap + words_.revision.arg(input_.ordinal), 8.5,
         kPageWidth - kMargin - 80, 80, Align::kRight, QColor(0x44, 0x44, 0x44));
    y_ += line_mm(8.5) + 0.8;
    rule(0.5);
    y_ += 1.6;
  }

  void field(const QString& label, const QString& value, double left, double width) {
    // Measured, so that no label is cut in either language.
    const double label_width = QFontMetricsF(font(10.0)).horizontalAdvance(label + words_.colon) / kUnit + 1.0;
    line(label + words_.colon, 10.0, left, label_width, Align::kLeft, QColor(0x44, 0x44, 0x44));
    line(value, 10.5, left + label_width, width - label_width, Align::kLeft);
  }

  void patient_block() {
    const auto& d = input_.document;
    const double a = kMargin, b = 78.0, c = 126.0, end = kPageWidth - kMargin;
    QString modalities;
    for (const auto& modality : d.modalities())
      modalities += (modalities.isEmpty() ? QString() : QStringLiteral(" / ")) + text_of(modality);
    const auto next = [&] { y_ += line_mm(10.5) + 0.4; };
    field(words_.name, text_of(d.patient().name()), a, b - a);
    field(words_.sex, sex_word(d.patient().sex(), d.language()), b, c - b);
    field(words_.age, age_word(d.patient().age(), d.language()), c, end - c);
    next();
    field(words_.patient_id, text_of(d.patient().patient_id()), a, b - a);
    field(words_.modality, modalities, b, c - b);
    field(words_.birth_date, date_text(d.patient().birth_date()), c, end - c);
    next();
    field(words_.accession, text_of(d.accession_number()), a, c - a);
    field(words_.study_time, time_text(d.study_time()), c, end - c);
    next();
    field(words_.examination, text_of(d.study_description()), a, c - a);
    field(words_.site, text_of(d.site_name()), c, end - c);
    next();
    y_ += 1.2;
    rule(0.5);
    y_ += 1.0;
  }

  void signature_block() {
    const auto& d = input_.document;
    keep_room(26.0);
    y_ += 4.0;
    rule(0.3, QColor(0x88, 0x88, 0x88));
    y_ += 1.6;
    const double third = (kPageWidth - 2 * kMargin) / 3;
    field(words_.author, text_of(d.author().display_name()), kMargin, third);
    field(words_.signer, d.signed_at().seconds() != 0 ? text_of(d.signer().display_name()) : QString(), kMargin + third,
          third);
    field(words_.signed_at, time_text(d.signed_at()), kMargin + 2 * third, third);
    y_ += line_mm(10.5) + 2.0;
  }

  void objects_read() {
    const auto& d = input_.document;
    if (d.read().empty()) return;
    keep_room(line_mm(8.0) * 3);
    QByteArray list;
    for (const auto& read : d.read()) list += QByteArray::fromStdString(read.sha256()) + '\n';
    const auto digest = base::sha256(std::string_view(list.constData(), static_cast<std::size_t>(list.size())));
    const QColor grey(0x44, 0x44, 0x44);
    const auto small = [&](const QString& text, double indent) {
      keep_room(line_mm(8.0));
      line(text, 8.0, kMargin + indent, kPageWidth - 2 * kMargin - indent, Align::kLeft, grey);
      y_ += line_mm(8.0);
    };
    small(words_.read + words_.colon + words_.read_summary.arg(d.read_size()).arg(text_of(digest.hex().substr(0, 32))),
          0.0);
    for (int i = 0; i < std::min(kObjectsListed, d.read_size()); ++i) {
      small(words_.read_digest.arg(text_of(d.read(i).sop_instance_uid()), text_of(d.read(i).sha256().substr(0, 16))),
            4.0);
    }
    if (d.read_size() > kObjectsListed) small(words_.digest_note.arg(kObjectsListed), 4.0);
  }

  // Two a page; the first below the text where there is room.
  void pictures() {
    for (std::size_t i = 0; i < input_.pictures.size(); ++i) {
      const double title = i == 0 ? line_mm(12.0) + 2.6 : 0.0;
      keep_room(title + kPictureHeight + 2 * line_mm(9.5) + 4.0);
      if (i == 0) {
        y_ += 2.0;
        line(words_.key_images + words_.colon, 12.0, kMargin, 120.0, Align::kLeft, QColor(0x0b, 0x3d, 0x6b));
        y_ += line_mm(12.0) + 0.6;
      }
      picture(input_.pictures[i], static_cast<int>(i) + 1);
    }
  }

  void picture(const ReportPicture& shown, int number) {
    const double width = kPageWidth - 2 * kMargin;
    if (painter_ != nullptr) {
      const QRectF room(kMargin * kUnit, y_ * kUnit, width * kUnit, kPictureHeight * kUnit);
      if (shown.picture.isNull()) {
        painter_->setPen(QPen(QColor(0x88, 0x88, 0x88), 0.2 * kUnit, Qt::DashLine));
        painter_->setBrush(Qt::NoBrush);
        painter_->drawRect(room);
        painter_->setFont(font(11.0));
        painter_->setPen(QColor(0xb0, 0x10, 0x10));
        painter_->drawText(room, Qt::AlignCenter, words_.picture_missing);
      } else {
        QRectF place({0, 0}, QSizeF(shown.picture.deviceIndependentSize()).scaled(room.size(), Qt::KeepAspectRatio));
        place.moveCenter(room.center());
        painter_->setRenderHint(QPainter::SmoothPixmapTransform);
        painter_->drawImage(place, shown.picture);
      }
    }
    y_ += kPictureHeight + 1.0;
    line(picture_caption(shown, number, words_), 9.5, kMargin, width, Align::kCentre);
    y_ += line_mm(9.5);
    line(words_.not_for_measuring, 8.5, kMargin, width, Align::kCentre, QColor(0x44, 0x44, 0x44));
    y_ += line_mm(9.5) + 3.0;
  }

  void footer() {
    const double kept = y_;
    y_ = kPageHeight - kFooter + 6.0;
    rule(0.2, QColor(0x88, 0x88, 0x88));
    y_ += 1.0;
    line(words_.signature_note, 8.0, kMargin, 140.0, Align::kLeft, QColor(0x44, 0x44, 0x44));
    line(words_.page.arg(page_).arg(pages_), 8.0, kPageWidth - kMargin - 38.0, 38.0, Align::kRight,
         QColor(0x44, 0x44, 0x44));
    y_ = kept;
  }

  // Landscape, at true 25 mm/s and 10 mm/mV.
  void tracing_page() {
    ++page_;
    if (painter_ == nullptr) return;
    sink_.next_page(QPageLayout::Landscape);
    const auto& d = input_.document;
    y_ = 9.0;
    line(text_of(d.institution()) + words_.gap + words_.tracing, 13.0, 14.0, kPageHeight - 28.0, Align::kLeft);
    line(words_.page.arg(page_).arg(pages_), 8.0, kPageHeight - 54.0, 40.0, Align::kRight, QColor(0x44, 0x44, 0x44));
    y_ += line_mm(13.0);
    line(text_of(d.patient().name()) + words_.gap + sex_word(d.patient().sex(), d.language()) + words_.gap +
             age_word(d.patient().age(), d.language()) + words_.gap + text_of(d.patient().patient_id()) + words_.gap +
             time_text(d.study_time()) + words_.gap + text_of(d.site_name()),
         10.0, 14.0, kPageHeight - 28.0, Align::kLeft);
    y_ += line_mm(10.0);
    line(input_.tracing_note, 9.5, 14.0, kPageHeight - 28.0, Align::kLeft);
    y_ += (input_.tracing_note.isEmpty() ? 0.0 : line_mm(9.5)) + 2.0;
    painter_->setFont(font(9.0));
    const QRectF area(14.0 * kUnit, y_ * kUnit, (kPageHeight - 28.0) * kUnit, (kPageWidth - y_ - 12.0) * kUnit);
    SheetStyle style;
    style.row_mm = 35.0;
    paint_sheet(*painter_, area, *input_.recording, style, kUnit);
  }

  PageSink& sink_;
  QPainter* painter_;
  const ReportInput& input_;
  const ReportWords words_;
  const int pages_;
  double y_ = 0.0;
  int page_ = 1;
};

int count_pages(const ReportInput& input) {
  CountingSink sink;
  return PageSetter(sink, input, 0).set_all();
}

void prepare(QPdfWriter& writer, const v1::ReportDocument& document) {
  writer.setResolution(kDotsPerInch);
  writer.setPageSize(QPageSize(QPageSize::A4));
  writer.setPageMargins(QMarginsF(0, 0, 0, 0));
  writer.setTitle(is_ecg(document) ? words_for(document.language()).ecg_title
                                   : words_for(document.language()).imaging_title);
  writer.setCreator(QStringLiteral("rdc report"));
}

}  // namespace

Result<QByteArray> render_report(const ReportInput& input) {
  if (!QFontDatabase::families().contains(QString::fromLatin1(kFontFamily))) {
    return fail(ErrorCode::kInvalid, "FONT_MISSING",
                "the font {} is not installed: install the package fonts-wqy-microhei", kFontFamily);
  }
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  prepare(writer, input.document);
  PdfSink sink(writer);
  if (!sink.painter()->isActive()) return fail(ErrorCode::kInternal, "PDF_FAILED", "the report could not be rendered");
  PageSetter(sink, input, count_pages(input)).set_all();
  if (!sink.finish()) return fail(ErrorCode::kInternal, "PDF_FAILED", "the report could not be rendered");
  return buffer.data();
}

std::vector<QImage> preview_report(const ReportInput& input, double dots_per_inch) {
  ImageSink sink(dots_per_inch);
  PageSetter(sink, input, count_pages(input)).set_all();
  return sink.take();
}

}  // namespace rdc::ui
