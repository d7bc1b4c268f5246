// Renders a report to PDF (A4): what is signed, printed and given to the patient.
//
// The texts around the reader's words follow the document's language, not the program's. Chinese is set in WenQuanYi
// Micro Hei because text in it is found again by search and by pdftotext (Noto CJK extracts wrong characters).
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <QByteArray>
#include <QImage>
#include <QString>

#include "common/base/result.h"
#include "ecg/recording.h"
#include "rdc/v1/report.pb.h"

namespace rdc::ui {

// A key image as the viewer drew it, and what is printed below it.
struct ReportPicture {
  QImage picture;  // null: it cannot be had; its place says so
  QString series;  // "3 Lung"; "" when unknown
  int number = 0;  // of the image in its series, from 1; 0: unknown
  int count = 0;
  std::optional<std::pair<double, double>> window;  // centre and width; nullopt: colour, or the file's table
  QString unit;                                     // of the window, "HU"; "" for none
  bool is_inverted = false;
  bool is_part = false;  // not all of the image
};

struct ReportInput {
  v1::ReportDocument document;                      // pdf_sha256 is not read: the PDF cannot name its own digest
  std::uint32_t ordinal = 1;                        // the revision's number
  std::shared_ptr<const ecg::Recording> recording;  // an ECG's tracing is added as a page of its own; may be null
  QString tracing_note{};                           // measurements, above the tracing; "" for none
  std::vector<ReportPicture> pictures{};            // two a page, behind the text, in this order
};

// The same input gives the same pages (the PDF's own creation time and identifiers may differ). May run on any thread,
// needs a QGuiApplication. kInvalid/FONT_MISSING when no Chinese font is installed; kInternal when Qt cannot write.
Result<QByteArray> render_report(const ReportInput& input);

// The same pages as pictures, for a preview on the screen.
std::vector<QImage> preview_report(const ReportInput& input, double dots_per_inch);

}  // namespace rdc::ui
