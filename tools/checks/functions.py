"""Finds C++ functions and their length without a parser: by braces, outside comments and strings."""
import re
from dataclasses import dataclass

SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$")
CONTROL = re.compile(r"^\s*(if|for|while|switch|catch|else|do|try)\b")


@dataclass(frozen=True)
class Function:
    line: int  # of its first line, from 1
    length: int
    name: str


def is_function_head(head):
    """Whether the text before a { (since the last ; { or }) reads like a function's head."""
    if CONTROL.match(head) or SCOPE.search(head):
        return False
    return ")" in head and not head.rstrip().endswith("=")


def functions(code):
    """Functions of a text whose comments and strings are blanked. Lambdas count in their function."""
    found = []
    stack = []  # (is function, line of its head, name)
    head_start = 0
    inside = 0
    line = 1
    for position, char in enumerate(code):
        if char == "\n":
            line += 1
            start = head_start
            if code[start:position].lstrip().startswith("#") and not code[:position].endswith("\\"):
                head_start = position + 1
        elif char == "{":
            head = code[head_start:position]
            is_function = inside == 0 and is_function_head(head)
            first = line - head.lstrip().count("\n")
            stack.append((is_function, first, head))
            inside += is_function
            head_start = position + 1
        elif char == "}":
            if stack:
                is_function, first, head = stack.pop()
                if is_function:
                    inside -= 1
                    found.append(Function(first, line - first + 1, name_of(head)))
            head_start = position + 1
        elif char == ";":
            head_start = position + 1
    return found


def name_of(head):
    match = re.search(r"([~\w:]+)\s*\(", head)
    return match.group(1) if match else "a function"
