#!/usr/bin/env python3
"""Fails on a source file that is too long, and on a document's link to something that is not there.

  check_tree.py [ROOT]
"""
import pathlib
import re
import subprocess
import sys
import urllib.parse

LONGEST = 400  # lines of a .cc or .h: an idea ended before that (see STYLE, "Size")
TABLES = "_weights.h"  # written by a trainer, read by nobody
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")  # http:, mailto:


def tracked(root):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [root / name for name in listed.split("\0") if name and (root / name).is_file()]


def too_long(root, files):
    for file in files:
        if file.suffix in (".cc", ".h") and not file.name.endswith(TABLES):
            lines = len(file.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST:
                yield f"{file.relative_to(root)}: {lines} lines, {LONGEST} are allowed"


def anchors(text):
    """The anchors that GitHub makes of a document's headings."""
    for heading in re.findall(r"^#+\s+(.*?)\s*#*\s*$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken_links(root, files):
    for file in files:
        if file.suffix != ".md":
            continue
        text = re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for link in LINK.findall(text):
            if ELSEWHERE.match(link):
                continue
            path, _, anchor = urllib.parse.unquote(link).partition("#")
            target = (root / path.lstrip("/") if path.startswith("/") else file.parent / path) if path else file
            if not target.exists():
                yield f"{file.relative_to(root)}: the link {link} leads nowhere"
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
                yield f"{file.relative_to(root)}: the link {link} names no heading"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    files = tracked(root)
    problems = [*too_long(root, files), *broken_links(root, files)]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
