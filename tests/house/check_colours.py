#!/usr/bin/env python3
"""Fails on a colour of a file's own in the reading station's windows, which a theme could not change.

  check_colours.py [ROOT]

Colours are named in common/ui/tone and in reading_station/app/theme. A style sheet elsewhere has them as %1 from there, a
painter as a QColor from there. What has a ground of its own in every theme is in OWN_GROUND, with the reason.
"""
import pathlib
import re
import subprocess
import sys

WINDOWS = ("reading_station/", "common/ui/")
THEMES = ("common/ui/tone.", "reading_station/app/theme.")
OWN_GROUND = {
    "reading_station/viewer/viewer_theme.": "the frame's two themes, and what lies on images, which stay on black",
    "reading_station/viewer/image_canvas": "the image area",
    "reading_station/viewer/outlined_text.": "the image area",
    "reading_station/viewer/annotation_painting.": "the image area",
    "reading_station/viewer/series_delegate.": "thumbnails: the image area in small",
    "reading_station/viewer/test_page/": "grey levels to be measured",
    "reading_station/report/key_image_strip.": "thumbnails: the image area in small",
    "reading_station/alert/alarm_window.": "alarms look the same in every theme (IEC 60601-1-8: red and yellow)",
    "reading_station/alert/board_window.": "the wall board: dark, seen from afar",
    "reading_station/alert/case_export.": "paper",
    "common/ui/report_page.": "paper",
    "common/ui/page_sink.": "paper",
    "common/ui/ecg_painting.": "ECG paper, and its dark counterpart",
    "common/ui/ecg_caliper.": "ECG paper",
    "common/ui/case_timeline.": "paper, and its dark counterpart",
}
NAMES = "white|black|red|green|blue|yellow|cyan|magenta|gr[ae]y|orange|darkred|darkgreen|darkblue|lightgr[ae]y"
STRING = re.compile(r'R"(\w*)\((?P<raw>.*?)\)\1"|"(?P<plain>(?:[^"\\\n]|\\.)*)"', re.DOTALL)
IN_SHEET = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3}(?:[0-9a-fA-F]{2})?)?\b|\brgba?\(|"
                      rf"(?:color|background|border[\w-]*)\s*:[^;{{}}]*\b(?:{NAMES})\b")
IN_PAINTER = re.compile(rf"\bQColor\s*[({{]\s*(?:0x|\d|\"#)|\bqRgba?\s*\(\s*(?:0x|\d)|"
                        r"\bQt::(?:white|black|red|green|blue|yellow|cyan|magenta|(?:dark|light)?[gG]ray|dark[A-Z]\w+)\b")


def tracked(root):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name.endswith((".cc", ".h")) and name.startswith(WINDOWS)]


def without_comments(text):
    return re.sub(r"//[^\n]*", "", text)


def findings(name, text):
    text = without_comments(text)
    line_of = lambda at: text.count("\n", 0, at) + 1
    for string in STRING.finditer(text):
        found = IN_SHEET.search(string.group("raw") or string.group("plain") or "")
        if found:
            yield f"{name}:{line_of(string.start())}: a style sheet with a colour of its own, {found.group().strip()}"
    if name.startswith(tuple(OWN_GROUND)):
        return
    for found in IN_PAINTER.finditer(text):
        yield f"{name}:{line_of(found.start())}: a colour that no theme changes, {found.group().strip()}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    problems = [problem for name in tracked(root) if not name.startswith(THEMES)
                for problem in findings(name, (root / name).read_text(encoding="utf-8"))]
    if problems:
        print("\n".join(problems))
        print("Take colours from common/ui/tone.h; what has a ground of its own in every theme goes into OWN_GROUND.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
