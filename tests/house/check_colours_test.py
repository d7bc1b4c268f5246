#!/usr/bin/env python3
"""The check of colours must be able to fail: one bad file of each kind is refused, good ones are not."""
import sys

from refusal import prove

BAD = {
    "reading_station/a/hex.cc": 'box->setStyleSheet(QStringLiteral("background: #c92a2a"));\n',
    "reading_station/a/short.cc": 'box->setStyleSheet("QLabel { color:#fff }");\n',
    "reading_station/a/name.cc": 'box->setStyleSheet("font-size: 9px; color: white");\n',
    "reading_station/a/border.cc": 'box->setStyleSheet("border: 1px solid red");\n',
    "reading_station/a/rgb.cc": 'box->setStyleSheet("color: rgb(1, 2, 3)");\n',
    "reading_station/a/raw.cc": 'constexpr auto kSheet = R"(QLabel {\n color: #123456; })";\n',
    "common/ui/painter.cc": "painter.setPen(QColor(0x11, 0x22, 0x33));\n",
    "common/ui/global.cc": "painter.setPen(Qt::white);\n",
    # An exception for a painter is none for a sheet.
    "reading_station/viewer/image_canvas_paint.cc": 'menu->setStyleSheet("color: #ffffff");\n',
}
GOOD = {
    "common/ui/tone.cc": 'return QColor(0x11, 0x22, 0x33); auto a = "color: #123456";\n',
    "reading_station/app/theme.cc": 'constexpr auto kSheet = R"(QLabel { color: white; })";\n',
    "reading_station/viewer/image_canvas.cc": "painter.fillRect(rect(), Qt::black);\n",
    "reading_station/a/themed.cc": 'box->setStyleSheet(QStringLiteral("color: %1").arg(ui::colour(tone).name()));\n'
                                   'label->setText(tr("Image #12, white balance"));  // not "color: red"\n'
                                   'label->setStyleSheet("color: palette(text); background: transparent");\n'
                                   "painter.setPen(QColor(colours.text));\n",
    "acquisition_agent/clinic_console/console_style.cc": 'auto a = "color: #111";\n',
    "tests/reading_station/a.cc": "EXPECT_EQ(colour, QColor(Qt::white));\n",
}


if __name__ == "__main__":
    sys.exit(prove("check_colours.py", BAD, GOOD))
