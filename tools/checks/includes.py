"""Rules of direction: who may include what. CMake checks links; this checks every #include line."""
import re

from source_tree import fault

LAYERS = ["schema", "storage", "actors", "node", "cluster-tests", "tools"]
# cluster-tests and tools stand side by side: neither includes the other.
RANK = {"schema": 0, "storage": 1, "actors": 2, "node": 3, "cluster-tests": 4, "tools": 4}
DEAR = re.compile(r"^[<\"](boost/|openssl/|simdjson|rocksdb/|caf/|spdlog/|yaml-cpp/)")


def layer_of(path):
    return path.split("/", 1)[0]


def is_test(file):
    return file.name.endswith("_test.cpp") or file.path.startswith("cluster-tests/")


def may_use_caf(file):
    return (re.search(r"_actor\.(c|h)pp$", file.name) is not None or is_test(file)
            or file.path.startswith(("actors/supervision/", "actors/cluster/")))


def direction(tree):
    for file in tree.cpp():
        own = layer_of(file.path)
        for line, name in file.includes():
            other = layer_of(name.strip('<>"'))
            if own not in RANK or other not in RANK or own == other:
                continue
            if RANK[other] >= RANK[own]:
                yield fault(file, line, f"{own}/ includes {name} of {other}/, which does not stand to its left",
                            f"The order is {' -> '.join(LAYERS)}: move what is needed to the left")


def caf_only_in_shells(tree):
    for file in tree.cpp():
        for line, name in file.includes():
            if name.startswith(("<caf/", '"caf/')) and not may_use_caf(file):
                yield fault(file, line, "CAF is included outside an actor shell",
                            "Put the actor into a *_actor file; what it decides stays here, as a function of values")


def rocksdb_in_one_file(tree):
    users = [(file, line) for file in tree.cpp() for line, name in file.includes()
             if name.startswith(("<rocksdb/", '"rocksdb/'))]
    folders = {file.path for file, _ in users}
    for file, line in users:
        if file.is_header:
            yield fault(file, line, "RocksDB is included in a header",
                        "Hide it behind the engine interface; one .cpp includes it")
        elif len(folders) > 1:
            yield fault(file, line, "RocksDB is included in more than one file",
                        f"Keep one of {', '.join(sorted(folders))}")


def public_headers(tree):
    """Headers that files of other folders include, themselves or through a public header of their folder."""
    includers = {}
    for file in tree.cpp():
        for _, name in file.includes():
            includers.setdefault(name.strip('<>"'), []).append(file)
    public, grew = set(), True
    while grew:
        grew = False
        for file in tree.cpp():
            if file.is_header and file.path not in public and any(
                    user.folder != file.folder or user.path in public
                    for user in includers.get(file.path, [])):
                public.add(file.path)
                grew = True
    return public


def dear_headers(tree):
    public = public_headers(tree)
    for file in tree.cpp():
        if file.path not in public:
            continue  # its folder's own business, and its folder's own seconds
        for line, name in file.includes():
            if DEAR.match(name) and not (name[1:].startswith("caf/") and may_use_caf(file)):
                yield fault(file, line, f"a header includes {name}, and every folder that includes it pays for that",
                            "Declare the type ahead, or keep a pointer to an implementation in the .cpp")


def written_from_the_root(tree):
    known = {file.path for file in tree.files}
    for file in tree.cpp():
        for line, name in file.includes():
            bare = name.strip('"')
            if name.startswith('"') and (bare.startswith(".") or f"{file.folder}/{bare}" in known):
                yield fault(file, line, f"{name} is written from the file's own folder",
                            f'Write it from the root: "{file.folder}/{bare}"')
