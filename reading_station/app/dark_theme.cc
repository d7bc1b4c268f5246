#include "reading_station/app/dark_theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace rdc::station {
namespace {

constexpr const char* kSheet = R"(
* { font-size: 15px; }
QMainWindow, QDialog { background: #17191c; }
QToolTip { background: #2b2f34; color: #dee2e6; border: 1px solid #444a51; padding: 4px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox {
  background: #101214; color: #f1f3f5; border: 1px solid #444a51; border-radius: 4px; padding: 5px; selection-background-color: #1971c2; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border-color: #4dabf7; }
QPlainTextEdit[readOnly="true"], QLineEdit:disabled { color: #a5acb4; background: #17191c; }
QPushButton { background: #2b2f34; color: #f1f3f5; border: 1px solid #444a51; border-radius: 4px; padding: 6px 14px; }
QPushButton:hover { background: #373c42; }
QPushButton:pressed, QPushButton:checked { background: #1864ab; border-color: #4dabf7; }
QPushButton:disabled { color: #6c757d; background: #1f2226; }
QPushButton:default, QPushButton#report_sign, QPushButton#login_button { background: #1864ab; border-color: #339af0; }
QPushButton#report_sign:disabled { background: #1f2226; border-color: #444a51; }
QTableView { background: #101214; alternate-background-color: #15181b; color: #e9ecef; gridline-color: #24282c; border: none;
  selection-background-color: #1b4f7d; selection-color: #ffffff; }
QTableView::item { padding: 0 7px; }
QRadioButton::indicator { width: 14px; height: 14px; border-radius: 8px; border: 1px solid #868e96; background: #101214; }
QRadioButton::indicator:checked { border: 4px solid #4dabf7; width: 8px; height: 8px; background: #ffffff; }
QRadioButton:disabled { color: #868e96; }
QHeaderView::section { background: #1f2226; color: #adb5bd; border: none; border-right: 1px solid #2b2f34; padding: 7px 8px; }
QStatusBar { background: #1f2226; color: #adb5bd; }
QStatusBar::item { border: none; }
QWidget#reading_banner { background: #1f2226; }
QLabel#reading_patient { font-size: 19px; font-weight: bold; color: #ffffff; }
QLabel#reading_details { color: #ced4da; }
QLabel#reading_claim { color: #69db7c; }
QLabel#report_title { font-size: 18px; font-weight: bold; color: #ffffff; }
QLabel#report_status { font-weight: bold; color: #ffffff; }
QLabel#report_history_label, QLabel#report_findings_label, QLabel#report_impression_label { color: #9ecbff; }
QPlainTextEdit#report_history, QPlainTextEdit#report_findings, QPlainTextEdit#report_impression { font-size: 17px; }
QLabel#reading_message { font-size: 17px; color: #adb5bd; }
QLabel#worklist_empty { font-size: 17px; color: #adb5bd; }
QLabel#worklist_notice { color: #ff8787; }
QWidget#login_panel { background: #17191c; }
QLabel#login_error, QLabel#secret_error { color: #ff8787; }
QProgressBar { background: #101214; border: 1px solid #444a51; border-radius: 3px; height: 8px; text-align: center; }
QProgressBar::chunk { background: #339af0; }
QSplitter::handle { background: #2b2f34; width: 3px; }
QScrollBar:vertical { background: #17191c; width: 12px; } QScrollBar::handle:vertical { background: #444a51; min-height: 30px; border-radius: 5px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
)";

}  // namespace

void apply_dark_theme(QApplication& application) {
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QPalette palette;
  palette.setColor(QPalette::Window, QColor(0x17, 0x19, 0x1c));
  palette.setColor(QPalette::WindowText, QColor(0xde, 0xe2, 0xe6));
  palette.setColor(QPalette::Base, QColor(0x10, 0x12, 0x14));
  palette.setColor(QPalette::AlternateBase, QColor(0x15, 0x18, 0x1b));
  palette.setColor(QPalette::Text, QColor(0xf1, 0xf3, 0xf5));
  palette.setColor(QPalette::Button, QColor(0x2b, 0x2f, 0x34));
  palette.setColor(QPalette::ButtonText, QColor(0xf1, 0xf3, 0xf5));
  palette.setColor(QPalette::Highlight, QColor(0x1b, 0x4f, 0x7d));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::PlaceholderText, QColor(0x86, 0x8e, 0x96));
  palette.setColor(QPalette::ToolTipBase, QColor(0x2b, 0x2f, 0x34));
  palette.setColor(QPalette::ToolTipText, QColor(0xde, 0xe2, 0xe6));
  QApplication::setPalette(palette);
  QFont font(QStringLiteral("WenQuanYi Micro Hei"));
  font.setPixelSize(15);
  QApplication::setFont(font);
  application.setStyleSheet(QString::fromLatin1(kSheet));
}

}  // namespace rdc::station
