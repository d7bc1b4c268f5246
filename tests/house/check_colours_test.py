#!/usr/bin/env python3
"""The check of colours must be able to fail: one bad file of each kind is refused, good ones are not."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("check_colours.py")

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


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        subprocess.run(["git", "add", "."], cwd=root, check=True)
        return subprocess.run([sys.executable, str(CHECK), folder], capture_output=True, text=True, check=False)


def main():
    for name, content in BAD.items():
        result = run({**GOOD, name: content})
        if result.returncode != 1 or not result.stdout.startswith(name + ":"):
            print(f"not refused: {name}\n{result.stdout}{result.stderr}")
            return 1
    result = run(GOOD)
    if result.returncode != 0:
        print(f"refused without a reason:\n{result.stdout}{result.stderr}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
