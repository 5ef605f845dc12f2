"""The files tidy looks at, as values: path, text, and for C++ the text without comments and strings."""
import os
import pathlib
import re
from dataclasses import dataclass, field
from functools import cached_property

SKIPPED_FOLDERS = re.compile(r"^(\.git|\.cache|build.*|testdata|__pycache__|node_modules)$")
CODE_SUFFIXES = {".cpp", ".hpp", ".py", ".sh", ".capnp", ".cmake", ".md", ".txt", ".yaml"}
CPP_SUFFIXES = {".cpp", ".hpp"}

TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"(?P<tag>[^()\s]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL,
)


def without_comments_and_strings(text):
    """The same text with comments and string contents blanked; line numbers stay."""

    def blank(match):
        token = match.group(0)
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return '"' + re.sub(r"[^\n]", " ", token[1:-1]) + '"'

    # The names in #include "..." are kept: rules read them from the raw text.
    return TOKEN.sub(blank, text)


@dataclass(frozen=True)
class SourceFile:
    path: str  # from the root, with /
    text: str

    @property
    def suffix(self):
        return pathlib.PurePosixPath(self.path).suffix

    @property
    def is_cpp(self):
        return self.suffix in CPP_SUFFIXES

    @property
    def is_header(self):
        return self.suffix == ".hpp"

    @property
    def is_script(self):
        return self.suffix in (".py", ".sh") or (self.suffix == "" and self.text.startswith("#!"))

    @property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self):
        return self.path.rsplit("/", 1)[0] if "/" in self.path else ""

    @property
    def stem(self):
        return self.path[: -len(self.suffix)] if self.suffix else self.path

    @cached_property
    def lines(self):
        return self.text.splitlines()

    @cached_property
    def code(self):
        return without_comments_and_strings(self.text)

    def includes(self):
        """(line number, what is included)"""
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s*(?P<name>[<"][^>"]+[>"])', line)
            if match:
                yield number, match.group("name")


@dataclass
class SourceTree:
    files: list = field(default_factory=list)

    @staticmethod
    def read(root):
        files = []
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if not SKIPPED_FOLDERS.match(f))
            for name in sorted(names):
                path = pathlib.Path(folder, name)
                if path.is_symlink() or path.stat().st_size > 4_000_000:
                    continue
                if path.suffix in CODE_SUFFIXES or (path.suffix == "" and os.access(path, os.X_OK)):
                    text = path.read_text(encoding="utf-8", errors="replace")
                    files.append(SourceFile(path.relative_to(root).as_posix(), text))
        return SourceTree(files)

    def cpp(self):
        return [file for file in self.files if file.is_cpp]

    def code(self):
        return [file for file in self.files if file.is_cpp or file.is_script]

    def pure_folders(self):
        """Folders whose module is declared PURE in its CMakeLists.txt."""
        return {
            file.folder
            for file in self.files
            if file.name == "CMakeLists.txt"
            and re.search(r"shoal_module\(\s*\w+\s+PURE\b", re.sub(r"#[^\n]*", "", file.text))
        }


def fault(file, line, what, remedy):
    return f"{file.path}:{line}: {what}. {remedy}"
