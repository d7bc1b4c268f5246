#!/usr/bin/env python3
"""Fails where the Debian package's parts do not fit together.

  check_package.py [ROOT]

A unit runs a program that is installed, as users that postinst makes; postinst restarts it after an update, prerm stops it
before removal. A desktop entry starts a program that is installed. Who writes where the administrator says may do so.
"""
import pathlib
import re
import sys

INSTALLED = re.compile(r"^\s*(?:rdc_program\(|install\(TARGETS\s+)([\w-]+)", re.MULTILINE)
# Programs that write outside their StateDirectory.
WRITES_ELSEWHERE = {"acquisition-agent": "drop folders and `results` are where the site's configuration says"}


def values(text, key):
    return [word for line in re.findall(rf"^{key}=(.*)$", text, re.MULTILINE) for word in line.split()]


def check_program(command, installed):
    program = command[0].removeprefix("/usr/bin/")
    return [] if program in installed else [f"starts {command[0]}, which no CMakeLists.txt installs"]


def check_unit(unit, installed, postinst, prerm):
    text = unit.read_text(encoding="utf-8")
    command = values(text, "ExecStart")
    found = check_program(command, installed) if command else ["starts nothing"]
    for name in values(text, "User") + values(text, "SupplementaryGroups"):
        if not re.search(rf"\b{re.escape(name)}\b", postinst):
            found.append(f"needs {name}, which postinst does not make")
    if unit.name not in postinst:
        found.append("is not restarted by postinst after an update")
    if unit.name not in prerm:
        found.append("is not stopped by prerm before removal")
    why = WRITES_ELSEWHERE.get(pathlib.PurePath(command[0]).name if command else "")
    if why and "strict" in values(text, "ProtectSystem") and not values(text, "ReadWritePaths"):
        found.append(f"ProtectSystem=strict leaves its StateDirectory alone writable: {why}")
    return found


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    installed = {name for file in root.glob("**/CMakeLists.txt") if "build" not in file.relative_to(root).parts
                 for name in INSTALLED.findall(file.read_text(encoding="utf-8"))}
    scripts = root / "packaging/debian"
    postinst, prerm = ((scripts / name).read_text(encoding="utf-8") for name in ("postinst", "prerm"))
    failed = False
    for file in sorted((root / "packaging").glob("*/*")):
        found = []
        if file.suffix == ".service":
            found = check_unit(file, installed, postinst, prerm)
        elif file.suffix == ".desktop":
            found = check_program(values(file.read_text(encoding="utf-8"), "Exec"), installed)
        for what in found:
            failed = True
            print(f"{file.relative_to(root)}: {what}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
