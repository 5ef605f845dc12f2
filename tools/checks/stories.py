"""Every scenario and every lesson has its test: the numbers of case_NN_words and bug_NN_words, in names
of tests and of stories, have no gap.

    tools/checks/stories.py ROOT     exit code 1 when a number has no test
"""
import os
import pathlib
import re
import sys

LAST = {"case": 37, "bug": 24}  # case: 28 scenarios, then configurations and quorums
NAME = re.compile(r"\b(case|bug)_(\d\d)_[a-z]")
TEST = re.compile(r"\bTEST(?:_[FP])?\(\s*\w+,\s*(\w+)\)")


def names(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if not f.startswith(("build", "."))]
        for file in files:
            path = pathlib.Path(folder, file)
            if path.parent.name == "testdata" and path.suffix == ".txt":
                yield path.stem
            elif file.endswith("_test.cpp"):
                yield from TEST.findall(path.read_text(encoding="utf-8"))


def missing(found):
    have = {match.groups() for match in map(NAME.match, found) if match}
    return [f"{kind}_{number:02}" for kind, last in LAST.items() for number in range(1, last + 1)
            if (kind, f"{number:02}") not in have]


if __name__ == "__main__":
    gaps = missing(names(sys.argv[1]))
    for gap in gaps:
        print(f"{gap}: no test and no story has this number. Write it, under the words of its row")
    sys.exit(1 if gaps else 0)
