"""Rules of decisions: in a module declared PURE, time, chance, identity and order are inputs."""
import re

from includes import is_test
from source_tree import fault

EFFECTS = [
    (r"\b(steady|system|high_resolution)_clock\s*::\s*now", "reads a clock", "Take the time as an argument"),
    (r"\b(clock_gettime|gettimeofday)\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\)", "reads a clock",
     "Take the time as an argument"),
    (r"\bstd::random_device\b|\b(s?rand|getrandom|arc4random)\s*\(", "draws chance by itself",
     "Take a random number or a generator as an argument"),
    (r"\bstd::(jthread|thread|async|condition_variable)\b", "uses threads",
     "Leave threads to the shell that calls this"),
    (r"\bsleep_for\b|\b(usleep|nanosleep)\s*\(", "sleeps", "Return what to wait for; the shell waits"),
    (r"(?<![\w>])::(socket|connect|bind|open|fork|getpid)\s*\(|\bgetenv\s*\(", "asks the operating system",
     "Take what it would answer as an argument"),
    (r"\bstd::[io]?fstream\b|\bstd::c(out|err)\b", "reads or writes outside",
     "Return the text; the shell writes it"),
]
# The seams themselves: the one place where the real thing is made.
SEAMS = {"schema/vocab/system_clock.cpp": "the Clock the daemon is given",
         "schema/vocab/random.cpp": "the seed of the Random the daemon is given"}


def decisions(tree):
    pure = tree.pure_folders()
    for file in tree.cpp():
        if (file.folder in pure and not is_test(file) and file.path not in SEAMS
                and not re.search(r"_?(actor|fuzz|main)\.[ch]pp$", file.name)):
            yield file


def no_effects_in_decisions(tree):
    for file in decisions(tree):
        for number, line in enumerate(file.code.splitlines(), 1):
            for pattern, what, remedy in EFFECTS:
                if re.search(pattern, line):
                    yield fault(file, number, f"a decision {what}", remedy)


def unordered_names(code):
    """Names declared with an unordered container's type in this text."""
    names = set()
    for match in re.finditer(r"\bunordered_(?:multi)?(?:map|set)\s*<", code):
        depth, position = 1, match.end()
        while position < len(code) and depth:
            depth += {"<": 1, ">": -1}.get(code[position], 0)
            position += 1
        declared = re.match(r"[\s&]*(\w+)\s*[;={(,)]", code[position:])
        if declared:
            names.add(declared.group(1))
    return names


def no_unordered_iteration(tree):
    files = {file.path: file for file in tree.files}
    for file in decisions(tree):
        code = file.code
        names = unordered_names(code)
        header = files.get(file.stem + ".hpp")
        if header is not None and header is not file:
            names |= unordered_names(header.code)
        for number, line in enumerate(code.splitlines(), 1):
            for name in names:
                ranged = re.search(rf"for\s*\([^;)]*:\s*(?:this->|\w+\.)*{name}\s*\)", line)
                if ranged or re.search(rf"\b{name}\s*\.\s*c?begin\s*\(", line):
                    yield fault(file, number, f"a decision iterates over the unordered {name}",
                                "Use std::map or a sorted vector: the order would differ between replicas")
