#include "acquisition_agent/clinic_console/console_style.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QStyleFactory>

namespace rdc::console {
namespace {

// Red: act now. Amber: look. Green: done. Everything else is black on white.
constexpr const char* kSheet = R"qss(
QWidget { color: #111; }
QMainWindow, QWidget#body { background: #f2f4f7; }
QLabel#site_name { font-size: 20px; font-weight: bold; }
QLabel#link_state { font-size: 20px; font-weight: bold; padding: 6px 16px; border-radius: 6px; color: white; }
QLabel#link_state[state="up"] { background: #1b5e20; }
QLabel#link_state[state="down"] { background: #b71c1c; }
QLabel#link_state[state="lost"] { background: #111; }
QLabel#link_detail { font-size: 16px; }
QPushButton { font-size: 17px; padding: 7px 14px; background: white; border: 2px solid #8a94a3; border-radius: 6px; }
QPushButton:hover { border-color: #0d47a1; }
QPushButton:focus { border: 3px solid #0d47a1; }
QPushButton:disabled { color: #6b7280; background: #e5e7eb; border-color: #c4c9d1; }
QPushButton#chest_pain { font-size: 40px; font-weight: bold; color: white; background: #c62828; border: 4px solid #7f0000;
  border-radius: 14px; min-height: 96px; }
QPushButton#chest_pain:hover { background: #d32f2f; }
QPushButton#chest_pain:pressed { background: #7f0000; }
QPushButton#chest_pain:focus { border-color: #0d47a1; }
QPushButton#chest_pain:disabled { background: #9aa1ab; border-color: #6b7280; color: white; }
QFrame#answer_panel { background: #b71c1c; border: 6px solid #b71c1c; border-radius: 10px; }
QFrame#answer_panel[bright="true"] { border-color: #ffd600; }
QFrame#answer_panel[verdict="2"] { background: #1b5e20; border-color: #1b5e20; }
QFrame#answer_panel[verdict="2"][bright="true"] { border-color: #ffd600; }
QFrame#answer_panel QLabel, QFrame#answer_panel QCheckBox { color: white; }
QLabel#answer_title { font-size: 32px; font-weight: bold; }
QLabel#answer_patient { font-size: 20px; font-weight: bold; }
QLabel#answer_hint { font-size: 16px; }
QCheckBox#answer_line { font-size: 24px; font-weight: bold; spacing: 14px; }
QCheckBox#answer_line::indicator { width: 30px; height: 30px; background: white; border: 3px solid #111; border-radius: 4px; }
QCheckBox#answer_line::indicator:checked { background: #ffd600; image: none; border: 9px solid white; }
QCheckBox#answer_line:focus { background: rgba(255, 255, 255, 60); }
QPushButton#answer_done { font-size: 22px; font-weight: bold; background: #ffd600; border-color: #111; }
QPushButton#answer_done:disabled { background: #d7c9c9; color: #6b5b5b; }
QFrame#critical_panel { background: #6a1b9a; border: 6px solid #6a1b9a; border-radius: 10px; }
QFrame#critical_panel[bright="true"] { border-color: #ffd600; }
QFrame#critical_panel[step="action"] { background: #fff8e1; border-color: #b26a00; }
QFrame#critical_panel QLabel { color: white; }
QFrame#critical_panel[step="action"] QLabel { color: #111; }
QWidget#critical_lines { background: transparent; }
QLabel#critical_title { font-size: 30px; font-weight: bold; }
QLabel#critical_from { font-size: 20px; font-weight: bold; }
QLabel#critical_hint { font-size: 16px; }
QLabel#critical_text { font-size: 22px; font-weight: bold; }
QFrame#critical_panel[step="action"] QLabel#critical_text { font-size: 18px; }
QCheckBox#critical_line::indicator { width: 30px; height: 30px; background: white; border: 3px solid #111; border-radius: 4px; }
QCheckBox#critical_line::indicator:checked { background: #ffd600; image: none; border: 9px solid white; }
QCheckBox#critical_line:focus { background: rgba(255, 255, 255, 60); }
QPushButton#critical_done { font-size: 22px; font-weight: bold; background: #ffd600; border-color: #111; }
QPushButton#critical_done:disabled { background: #d7c9c9; color: #6b5b5b; }
QLineEdit, QComboBox, QTimeEdit { font-size: 18px; padding: 5px 8px; background: white; border: 2px solid #8a94a3; border-radius: 5px; }
QLineEdit:focus, QComboBox:focus, QTimeEdit:focus { border-color: #0d47a1; }
QFrame#warning_panel { background: white; border: 3px solid #8a94a3; border-radius: 10px; }
QFrame#warning_panel[look="alarm"] { border: 6px solid #b71c1c; background: #fff5f5; }
QFrame#warning_panel[look="repeat"] { border: 6px solid #b26a00; background: #fffaf0; }
QFrame#warning_panel[look="doubt"] { border: 4px solid #b26a00; }
QLabel#warning_patient { font-size: 17px; }
QLabel#warning_headline { font-size: 26px; font-weight: bold; }
QLabel#warning_headline[look="alarm"] { color: #b71c1c; }
QFrame#warning_panel[look="alarm"] QLabel#warning_headline { color: #b71c1c; font-size: 30px; }
QFrame#warning_panel[look="repeat"] QLabel#warning_quality { color: #8a4b00; font-size: 22px; font-weight: bold; }
QLabel#warning_quality { font-size: 18px; color: #8a4b00; font-weight: bold; }
QLabel#warning_steps { font-size: 19px; }
QLabel#warning_small { font-size: 14px; color: #374151; }
QFrame#case_panel { background: white; border: 3px solid #0d47a1; border-radius: 10px; }
QLabel#case_title { font-size: 22px; font-weight: bold; }
QLabel#case_state { font-size: 20px; font-weight: bold; padding: 6px 12px; border-radius: 6px; }
QLabel#case_state[look="late"] { background: #b71c1c; color: white; }
QLabel#case_state[look="running"] { background: #fff3cd; color: #6b3d00; }
QLabel#case_state[look="met"] { background: #dff1e0; color: #1b5e20; }
QLabel#clock_label { font-size: 18px; }
QProgressBar#clock_bar { font-size: 18px; font-weight: bold; color: #111; border: 2px solid #8a94a3; border-radius: 5px; background: white;
  text-align: center; min-height: 28px; }
QProgressBar#clock_bar[look="running"]::chunk { background: #ffcc66; }
QProgressBar#clock_bar[look="met"]::chunk { background: #8fd096; }
QProgressBar#clock_bar[look="late"] { color: white; background: #b71c1c; }
QProgressBar#clock_bar[look="late"]::chunk { background: #b71c1c; }
QPushButton#step_tap { min-width: 170px; text-align: left; }
QPushButton#step_tap[done="yes"] { background: #dff1e0; color: #1b5e20; border-color: #8fd096; }
QLabel#step_state { font-size: 17px; color: #6b7280; }
QLabel#step_state[done="yes"] { color: #1b5e20; font-weight: bold; }
QLabel#case_history { font-size: 14px; color: #374151; }
QTableView { font-size: 18px; background: white; alternate-background-color: #f7f8fa; gridline-color: #d7dbe1; border: 2px solid #8a94a3;
  selection-background-color: #cfe2ff; selection-color: #111; }
QHeaderView::section { font-size: 16px; font-weight: bold; background: #e5e9ef; padding: 6px; border: none; border-right: 1px solid #c4c9d1; }
QLabel#notice { font-size: 18px; font-weight: bold; background: #111; color: white; padding: 8px 14px; border-radius: 6px; }
QScrollArea { border: none; background: transparent; }
QWidget#right_column { background: transparent; }
)qss";

}  // namespace

void apply_clinic_style(QApplication& application) {
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QPalette palette;
  palette.setColor(QPalette::Window, QColor(0xF2, 0xF4, 0xF7));
  palette.setColor(QPalette::WindowText, Qt::black);
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::Text, Qt::black);
  palette.setColor(QPalette::Button, Qt::white);
  palette.setColor(QPalette::ButtonText, Qt::black);
  QApplication::setPalette(palette);
  QFont font(QStringLiteral("WenQuanYi Micro Hei"));
  font.setPixelSize(17);
  QApplication::setFont(font);
  application.setStyleSheet(QString::fromUtf8(kSheet));
}

}  // namespace rdc::console
