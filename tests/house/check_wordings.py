#!/usr/bin/env python3
"""Fails on a reason that an ECG reader or writer gives and that the tool cannot say in Chinese.

  check_wordings.py [ROOT]

Reasons are the UPPER_SNAKE words of errors and warnings; their sentences stand in ecg/tool/wording.cc.
"""
import pathlib
import re
import subprocess
import sys

SOURCES = ("ecg/formats/", "ecg/recording.cc")
WORDINGS = "ecg/tool/wording.cc"
REASON = re.compile(r'(?:push_back\(\s*\{\s*|ErrorCode::\w+,\s*|\bwarn\(\s*|\{\{\s*)"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"')
SENTENCE = re.compile(r'\{"([A-Z0-9_]+)",\s*"')


def tracked(root):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name.endswith((".cc", ".h"))]


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    names = tracked(root)
    said = set(SENTENCE.findall((root / WORDINGS).read_text(encoding="utf-8"))) if WORDINGS in names else set()
    problems = []
    for name in names:
        if not name.startswith(SOURCES):
            continue
        text = (root / name).read_text(encoding="utf-8")
        for reason in REASON.finditer(text):
            if reason.group(1) not in said:
                line = text.count("\n", 0, reason.start(1)) + 1
                problems.append(f"{name}:{line}: {reason.group(1)} has no sentence in {WORDINGS}")
    if problems:
        print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
