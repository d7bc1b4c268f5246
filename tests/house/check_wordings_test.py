#!/usr/bin/env python3
"""The check of wordings must be able to fail: one bad file of each kind is refused, good ones are not."""
import sys

from refusal import prove

BAD = {
    "ecg/formats/error.cc": 'return fail(ErrorCode::kInvalid, "BAD_NEW", "what");\n',
    "ecg/formats/broken_line.cc": 'return fail(ErrorCode::kInvalid,\n            "BAD_NEW", "what");\n',
    "ecg/formats/warning.cc": 'warnings.push_back(\n    {"BAD_NEW", fmt::format("{}", 1)});\n',
    "ecg/formats/helper.cc": 'warn("BAD_NEW", "what");\n',
    "ecg/formats/list.cc": 'note(index, {{"BAD_NEW", "what"}});\n',
    "ecg/recording.cc": 'return fail(ErrorCode::kNotFound, "BAD_NEW", "what");\n',
}
GOOD = {
    "ecg/tool/wording.cc": '{"BAD_OLD", "旧的错误"},\n',
    "ecg/formats/known.cc": 'return fail(ErrorCode::kInvalid, "BAD_OLD", "what");\nmarks.push_back({"Statement", text, ""});\n',
    "ecg/measurement/other.cc": 'return fail(ErrorCode::kInvalid, "BAD_ELSEWHERE", "what");\n',
}


if __name__ == "__main__":
    sys.exit(prove("check_wordings.py", BAD, GOOD))
