"""Shows that a check of the tree can fail: each bad file, beside good ones, is refused by name, good ones are not."""
import pathlib
import subprocess
import sys
import tempfile


def run(check, files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        subprocess.run(["git", "add", "."], cwd=root, check=True)
        return subprocess.run([sys.executable, str(check), folder], capture_output=True, text=True, check=False)


# The exit code for the caller: 0 when the check tells bad from good.
def prove(check_name, bad, good):
    check = pathlib.Path(__file__).with_name(check_name)
    for name, content in bad.items():
        result = run(check, {**good, name: content})
        if result.returncode != 1 or not result.stdout.startswith(name + ":"):
            print(f"not refused: {name}\n{result.stdout}{result.stderr}")
            return 1
    result = run(check, good)
    if result.returncode != 0:
        print(f"good files were refused:\n{result.stdout}{result.stderr}")
        return 1
    return 0
