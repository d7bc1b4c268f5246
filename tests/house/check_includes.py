#!/usr/bin/env python3
"""Fails on an #include, or a call to the machine's clock, that the house rules forbid.

Reads the rules from the two tables in docs/architecture.md ("Folders", "Third parties"), so that the document and the
check cannot disagree.   check_includes.py [ROOT]
"""
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CLOCK = re.compile(r'\b(system_clock|steady_clock|high_resolution_clock)::now\s*\(|\bQDateTime::currentDateTime')


def table(text, heading):
    """Rows of the first Markdown table below a heading, as lists of cells without back-ticks."""
    section = text.split(f"## {heading}", 1)[1]
    rows = []
    for line in section.splitlines():
        if line.startswith("|"):
            rows.append([cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")])
        elif rows:
            break
    return rows[2:]


def words(cell):
    return [] if cell in ("", "–", "-") else [word.strip() for word in cell.split(",")]


def load_rules(root):
    text = (root / "docs/architecture.md").read_text(encoding="utf-8")
    folders = {row[0].rstrip("/"): (words(row[2]), words(row[3])) for row in table(text, "Folders")}
    parties = {}
    for name, prefixes in table(text, "Third parties"):
        parties[name] = tuple(words(prefixes))
    return folders, parties


def owner(path, folders):
    fits = [folder for folder in folders if path == folder or path.startswith(folder + "/")]
    return max(fits, key=len) if fits else None


def check_file(root, path, folders, parties, problems):
    home = owner(path, folders)
    if home is None:
        problems.append(f"{path}: lives in no folder of docs/architecture.md")
        return
    may_include, may_use = folders[home]
    for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            target = match.group(2)
            folder = "proto" if target.startswith("rdc/v1/") else owner(target, folders)
            party = next((name for name, prefixes in parties.items() if target.startswith(prefixes)), None)
            if folder and folder != home and "everything" not in may_include and folder not in may_include:
                problems.append(f"{path}:{number}: {home} must not include {target}")
            elif not folder and party and "everything" not in may_use and party not in may_use:
                problems.append(f"{path}:{number}: {home} must not use {party} ({target})")
        if CLOCK.search(line) and home != "common/base" and not home.startswith("tests"):
            problems.append(f"{path}:{number}: asks the machine for the time; take a base::Clock")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "*.cc", "*.h"],
                            capture_output=True, text=True, check=False)
    files = listed.stdout.split() if listed.returncode == 0 else [
        str(p.relative_to(root)) for p in root.rglob("*") if p.suffix in (".cc", ".h") and "build" not in p.parts]
    folders, parties = load_rules(root)
    problems = []
    for path in files:
        if (root / path).exists():
            check_file(root, path, folders, parties, problems)
    print("\n".join(problems) if problems else f"{len(files)} files obey the folder table")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
