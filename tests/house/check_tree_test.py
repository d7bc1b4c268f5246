#!/usr/bin/env python3
"""The check of the tree must be able to fail: one bad file of each kind is refused, good ones are not."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("check_tree.py")

BAD = {
    "a/long.cc": "\n" * 401,
    "a/long.h": "\n" * 401,
    "docs/file.md": "see [this](missing.md)\n",
    "docs/picture.md": "![a picture](images/none.png)\n",
    "docs/heading.md": "# One\n[there](#two)\n",
}
GOOD = {
    "a/short.cc": "\n" * 400,
    "a/trained_weights.h": "\n" * 900,
    "README.md": "# A title: of two\n[here](#a-title-of-two) [folder](a/) [web](https://example.org/x) [file](/a/short.cc)\n"
                 "```\n[no](link)\n```\n",
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
    good = run(GOOD)
    if good.returncode != 0:
        print("good files were refused:\n" + good.stdout + good.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
