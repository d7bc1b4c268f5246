#!/usr/bin/env python3
"""The include check must be able to fail: a tree with one bad line of each kind is refused for each."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("check_includes.py")
ARCHITECTURE = pathlib.Path(__file__).parents[2] / "docs/architecture.md"

CASES = {
    "ecg/x.cc": '#include "dicom_router/ingest/ingest_service.h"\n',
    "common/imaging/x.cc": "#include <QWidget>\n",
    "common/base/x.cc": '#include "ecg/recording.h"\n',
    "reading_station/viewer/x.cc": "#include <grpcpp/grpcpp.h>\n",
    "common/dicom/x.cc": '#include "rdc/v1/types.pb.h"\n',
    "dicom_router/store/x.cc": "auto t = std::chrono::system_clock::now();\n",
    "stray/x.cc": "\n",
}


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "docs").mkdir()
        (root / "docs/architecture.md").write_text(ARCHITECTURE.read_text(encoding="utf-8"), encoding="utf-8")
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        return subprocess.run([sys.executable, str(CHECK), folder], capture_output=True, text=True, check=False)


def main():
    for name, content in CASES.items():
        result = run({name: content})
        if result.returncode != 1 or name not in result.stdout:
            print(f"not refused: {name}: {content!r}\n{result.stdout}{result.stderr}")
            return 1
    good = run({"ecg/x.cc": '#include "common/base/result.h"\n#include <vector>\n'})
    if good.returncode != 0:
        print("a good file was refused:\n" + good.stdout + good.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
