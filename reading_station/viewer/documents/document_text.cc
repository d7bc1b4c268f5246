#include "reading_station/viewer/documents/document_text.h"

#include <QTextBlockFormat>
#include <QTextCursor>
#include <utility>

#include "reading_station/viewer/viewer_theme.h"
#include "reading_station/viewer/viewer_words.h"

namespace rdc::station {
namespace {

constexpr QLatin1String kLink("image:");

QString text_of(const std::string& utf8) { return QString::fromStdString(utf8); }

class ReportWriting {
 public:
  ReportWriting(QTextDocument& document, const std::function<QString(const ImageOf&)>& image_words)
      : cursor_(&document), image_words_(image_words) {}

  void head(const dicom::StructuredReport& report) {
    const QString title = text_of(report.title);
    begin(0, 0);
    put(title.isEmpty() ? ViewerWords::tr("Structured report") : title, title_format());
    QStringList facts;
    if (!report.written.empty()) facts << text_of(report.written);
    facts << (report.is_complete ? ViewerWords::tr("complete") : ViewerWords::tr("partial"));
    QStringList names;
    for (const std::string& name : report.verifiers) names << text_of(name);
    if (!report.is_verified)
      facts << ViewerWords::tr("not verified");
    else
      facts << (names.isEmpty() ? ViewerWords::tr("verified")
                                : ViewerWords::tr("verified by %1").arg(names.join(QStringLiteral(", "))));
    begin(0, 2);
    put(facts.join(QStringLiteral("  ·  ")), quiet_format());
  }

  void items(const std::vector<dicom::ContentItem>& items, int depth) {
    for (const dicom::ContentItem& item : items) {
      one(item, depth);
      this->items(item.items, depth + 1);
    }
  }

  void note(const QString& text) {
    begin(0, 8);
    QTextCharFormat format;
    format.setForeground(theme::chrome().problem);
    put(text, format);
  }

 private:
  static QTextCharFormat title_format() {
    QTextCharFormat format;
    format.setFont(theme::font(18));
    format.setFontWeight(QFont::Bold);
    format.setForeground(theme::chrome().text);
    return format;
  }
  static QTextCharFormat quiet_format() {
    QTextCharFormat format;
    format.setForeground(theme::chrome().quiet);
    return format;
  }

  void begin(int depth, double space_above) {
    QTextBlockFormat block;
    block.setLeftMargin(14.0 * depth);
    block.setTopMargin(space_above);
    if (std::exchange(started_, true))
      cursor_.insertBlock(block);
    else
      cursor_.setBlockFormat(block);
  }
  void put(const QString& text, const QTextCharFormat& format) { cursor_.insertText(text, format); }

  void one(const dicom::ContentItem& item, int depth) {
    const bool is_section = item.type == "CONTAINER";
    begin(depth, is_section ? 7 : 1);
    QTextCharFormat name = quiet_format(), value;
    value.setForeground(theme::chrome().text);
    if (is_section) {
      name.setFontWeight(QFont::Bold);
      name.setForeground(theme::chrome().accent);
    }
    if (!item.name.empty()) put(text_of(item.name), name);
    if (is_section) return;
    if (!item.name.empty()) put(QStringLiteral(": "), name);
    if (item.image) return image(*item.image);
    if (item.type.empty()) return put(ViewerWords::tr("see item %1").arg(text_of(item.value)), value);
    put(text_of(item.value), value);
  }

  void image(const dicom::ImagePlace& place) {
    const ImageOf of{QString::fromStdString(place.sop_instance_uid), place.frame};
    const QString words = image_words_(of);
    if (words.isEmpty()) return put(of.sop_instance_uid, quiet_format());
    QTextCharFormat link;
    link.setAnchor(true);
    link.setAnchorHref(kLink + of.sop_instance_uid + QLatin1Char('/') + QString::number(of.frame));
    link.setForeground(theme::chrome().accent);
    link.setFontUnderline(true);
    put(words, link);
  }

  QTextCursor cursor_;
  const std::function<QString(const ImageOf&)>& image_words_;
  bool started_ = false;
};

}  // namespace

void write_report(const dicom::StructuredReport& report, QTextDocument& document,
                  const std::function<QString(const ImageOf&)>& image_words) {
  document.clear();
  ReportWriting writing(document, image_words);
  writing.head(report);
  writing.items(report.items, 0);
  if (report.is_cut) writing.note(ViewerWords::tr("The report is longer than can be shown here."));
}

std::optional<ImageOf> image_of_link(const QString& link) {
  if (!link.startsWith(kLink)) return std::nullopt;
  const QStringList parts = link.mid(kLink.size()).split(QLatin1Char('/'));
  bool is_number = false;
  const int frame = parts.size() == 2 ? parts[1].toInt(&is_number) : 0;
  if (!is_number || frame < 0) return std::nullopt;
  return ImageOf{parts[0], frame};
}

}  // namespace rdc::station
