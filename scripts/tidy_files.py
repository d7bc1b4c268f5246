"""Runs clang-tidy over files, as many at a time as there are cores, and remembers which were clean.

  tidy_files.py BUILD FILE…       called by scripts/tidy

Clean means: the rules, the file, its compile command and every header of ours are as they were. The memory is
BUILD/clean.txt, one digest a line.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def sources_of(file, seen):
    """The file and every header of ours that it reaches."""
    if file in seen or not file.is_file():
        return seen
    seen.add(file)
    for name in INCLUDE.findall(file.read_bytes()):
        sources_of(pathlib.Path(name.decode()), seen)
    return seen


def digest_of(file, commands):
    hashed = hashlib.sha256(pathlib.Path(".clang-tidy").read_bytes())
    hashed.update(commands[str(file)].encode())
    for source in sorted(sources_of(file, set())):
        hashed.update(str(source).encode() + b"\0" + source.read_bytes())
    return hashed.hexdigest()


def main():
    build, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
    root = pathlib.Path.cwd()
    commands = {
        os.path.relpath(entry["file"], root): entry["command"]
        for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    }
    files = [pathlib.Path(os.path.relpath(name, root)) for name in names]
    for file in files:
        if str(file) not in commands:
            print(f"{file}: no target of this configuration compiles it, not checked")
    files = [file for file in files if str(file) in commands]
    memory = build / "clean.txt"
    clean = set(memory.read_text(encoding="utf-8").split()) if memory.exists() else set()
    todo = [(file, digest) for file in files if (digest := digest_of(file, commands)) not in clean]
    failed = 0

    def check(file):
        return subprocess.run(["clang-tidy-14", "-p", str(build), "--quiet", "--warnings-as-errors=*", str(file)],
                              capture_output=True, text=True, check=False)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool, memory.open("a", encoding="utf-8") as kept:
        running = {pool.submit(check, file): (file, digest) for file, digest in todo}
        for done in concurrent.futures.as_completed(running):
            file, digest = running[done]
            result = done.result()
            if result.returncode == 0:
                kept.write(digest + "\n")
                kept.flush()
                continue
            failed += 1
            print(result.stdout.rstrip() or result.stderr.rstrip() or f"{file}: clang-tidy ended with {result.returncode}",
                  flush=True)
    print(f"{len(files)} files, {len(todo)} looked at anew, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
