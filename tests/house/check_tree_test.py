#!/usr/bin/env python3
"""The check of the tree must be able to fail: one bad file of each kind is refused, good ones are not."""
import sys

from refusal import prove

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


if __name__ == "__main__":
    sys.exit(prove("check_tree.py", BAD, GOOD))
