"""Rules of size: files, functions, lines. A file that grows has two nouns in it."""
import ast

from functions import Function, functions
from source_tree import fault

FILE_LINES_MAX = 600
FILE_LINES_P95_MAX = 450
FILE_LINES_MEDIAN_MAX = 150
FUNCTION_LINES_MAX = 70
FUNCTION_LINES_P95_MAX = 40
LINE_COLUMNS_MAX = 100


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0


def functions_of(file):
    if file.is_cpp:
        return functions(file.code)
    if file.suffix == ".py" or file.text.startswith("#!/usr/bin/env python3"):
        try:
            nodes = ast.walk(ast.parse(file.text))
        except SyntaxError:
            return []
        return [
            Function(node.lineno, node.end_lineno - node.lineno + 1, node.name)
            for node in nodes
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
    return []


def long_files(tree):
    for file in tree.code():
        if len(file.lines) > FILE_LINES_MAX:
            yield fault(file, 1, f"{len(file.lines)} lines, {FILE_LINES_MAX} are the limit",
                        "Find the second noun in it and give it a file of its own")


def file_size_band(tree):
    sizes = [len(file.lines) for file in tree.cpp()]
    for share, name, limit in ((0.5, "median", FILE_LINES_MEDIAN_MAX),
                               (0.95, "95th percentile", FILE_LINES_P95_MAX)):
        if percentile(sizes, share) > limit:
            yield (f"tidy: the {name} of C++ files is {percentile(sizes, share)} lines, {limit} is the limit. "
                   f"Split what grew last; tools/tidy --sizes names the longest")


def long_functions(tree):
    for file in tree.code():
        for function in functions_of(file):
            if function.length > FUNCTION_LINES_MAX:
                yield fault(file, function.line,
                            f"{function.name} has {function.length} lines, {FUNCTION_LINES_MAX} are the limit",
                            "Keep the branching here and push loops and arithmetic down into named functions")


def function_size_band(tree):
    lengths = [function.length for file in tree.cpp() for function in functions_of(file)]
    if percentile(lengths, 0.95) > FUNCTION_LINES_P95_MAX:
        yield (f"tidy: the 95th percentile of functions is {percentile(lengths, 0.95)} lines, "
               f"{FUNCTION_LINES_P95_MAX} is the limit. Split the longest; tools/tidy --sizes names them")


def long_lines(tree):
    for file in tree.cpp():
        for number, line in enumerate(file.lines, 1):
            # A path or a digest cannot be broken; a line of one token is let through.
            if len(line) > LINE_COLUMNS_MAX and len(line.split()) > 2:
                yield fault(file, number, f"{len(line)} columns, {LINE_COLUMNS_MAX} are the limit",
                            "Run clang-format -i on the file, or break the string")


def figures(tree):
    sizes = sorted(((len(file.lines), file.path) for file in tree.cpp()), reverse=True)
    lengths = sorted(((function.length, f"{file.path}:{function.line} {function.name}")
                      for file in tree.cpp() for function in functions_of(file)), reverse=True)
    text = []
    for name, rows in (("files", sizes), ("functions", lengths)):
        values = [length for length, _ in rows]
        text.append(f"{name}: {len(rows)}, median {percentile(values, 0.5)}, "
                    f"95th percentile {percentile(values, 0.95)}, most {max(values, default=0)} lines")
        text += [f"  {length:5}  {where}" for length, where in rows[:8]]
    return "\n".join(text)
