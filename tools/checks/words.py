"""Rules of words: names of files and types, debt, and names of machines that do not belong here."""
import re

from source_tree import fault

UNNAMED = "Manager|Helper|Util|Utils|Handler|Data|Info|Base"
TYPE = re.compile(rf"\b(?:class|struct)\s+(?P<name>{UNNAMED}|\w+(?:Manager|Helper|Utils?))\b(?!\s*::)")
# Written so that this file does not contain what it looks for.
DEBT = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINES = re.compile(r"/wor[k]/|\b(pypi|npmjs|crates|rubygems|docker|quay|gcr)[.](org|com|io)\b|registry[.]k8s[.]io")
MACHINES_ALLOWED = re.compile(r"^(schema|docs|cluster-tests)/")
OUTSIDE_NAMES = {"CMakeLists.txt", "README.md", "CONTRIBUTING.md", "LICENSE"}


def names_of_files(tree):
    for file in tree.files:
        plain = r"[a-z0-9][a-z0-9_.]*" if file.is_cpp else r"[.a-z0-9][a-z0-9_.-]*"
        if file.name not in OUTSIDE_NAMES and not re.fullmatch(plain, file.name):
            yield fault(file, 1, "the file's name is not in snake_case", "Rename it: small letters and _")


def names_of_types(tree):
    for file in tree.cpp():
        for number, line in enumerate(file.code.splitlines(), 1):
            match = TYPE.search(line)
            if match:
                yield fault(file, number, f"the type {match.group('name')} has not been named yet",
                            "Say what it is in the glossary's words")


def debt(tree):
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            if DEBT.search(line):
                yield fault(file, number, "a note of work left undone",
                            "Do it, or write an issue and say here what holds today")


def machine_names(tree):
    for file in tree.files:
        if MACHINES_ALLOWED.match(file.path):
            continue
        for number, line in enumerate(file.lines, 1):
            if MACHINES.search(line):
                yield fault(file, number, "a path or host of somebody's machine",
                            "Use a path relative to the repository, or the package manager's own defaults")


def pragma_once(tree):
    for file in tree.cpp():
        if file.is_header and "#pragma once" not in file.text:
            yield fault(file, 1, "a header without #pragma once", "Make it the first line")
