"""Each rule of tidy is tried on a text that breaks it and on one that does not."""
import unittest

import includes
import purity
import sizes
import stories
import words
from functions import functions
from source_tree import SourceFile, SourceTree, without_comments_and_strings

PURE = SourceFile("storage/raft/CMakeLists.txt", "shoal_module(raft PURE LINKS vocab)\n")


def faults(rule, *files):
    tree = SourceTree([PURE] + [SourceFile(path, text) for path, text in files])
    return list(rule(tree))


class Rules(unittest.TestCase):
    def breaks(self, rule, path, text):
        self.assertEqual(1, len(faults(rule, (path, text))), faults(rule, (path, text)))

    def keeps(self, rule, path, text):
        self.assertEqual([], faults(rule, (path, text)))

    def test_a_file_may_have_600_lines(self):
        self.keeps(sizes.long_files, "a.cpp", "int x;\n" * 600)
        self.breaks(sizes.long_files, "a.cpp", "int x;\n" * 601)

    def test_the_median_file_may_have_150_lines(self):
        self.keeps(sizes.file_size_band, "a.cpp", "int x;\n" * 150)
        self.breaks(sizes.file_size_band, "a.cpp", "int x;\n" * 151)

    def test_a_function_may_have_70_lines(self):
        self.keeps(sizes.long_functions, "a.cpp", "void f() {\n" + "g();\n" * 68 + "}\n")
        self.breaks(sizes.long_functions, "a.cpp", "void f() {\n" + "g();\n" * 69 + "}\n")
        self.breaks(sizes.long_functions, "a.py", "def f():\n" + "    g()\n" * 70)

    def test_functions_are_found_in_classes_and_lambdas_are_not(self):
        code = "namespace a {\nclass B {\n  int f() const {\n    auto g = [](int x) { return x; };\n" \
               "    if (x) {\n    }\n    return 1;\n  }\n};\n}\nint A::h(int b)\n    : c_(b) {\n}\n"
        self.assertEqual([("f", 6), ("A::h", 3)], [(f.name, f.length) for f in functions(code)])

    def test_strings_and_comments_are_not_code(self):
        text = 'f("{"); // {\nauto x = R"({)"; /* {\n */ char c = \'{\'; int y = 1\'000;'
        self.assertNotIn("{", without_comments_and_strings(text))
        self.assertIn("1'000", without_comments_and_strings(text))

    def test_a_line_may_have_100_columns(self):
        self.keeps(sizes.long_lines, "a.cpp", "int a = " + "b" * 91 + ";")
        self.breaks(sizes.long_lines, "a.cpp", "int a = " + "b" * 92 + ";")

    def test_includes_go_left(self):
        self.keeps(includes.direction, "storage/a.cpp", '#include "schema/vocab/ids.hpp"\n')
        self.breaks(includes.direction, "storage/a.cpp", '#include "actors/x.hpp"\n')
        self.breaks(includes.direction, "tools/a.cpp", '#include "cluster-tests/x.hpp"\n')

    def test_caf_stays_in_shells(self):
        self.keeps(includes.caf_only_in_shells, "storage/raft_actor.cpp", "#include <caf/all.hpp>\n")
        self.breaks(includes.caf_only_in_shells, "storage/raft.cpp", "#include <caf/all.hpp>\n")

    def test_rocksdb_stays_in_one_file(self):
        text = "#include <rocksdb/db.h>\n"
        self.keeps(includes.rocksdb_in_one_file, "storage/engine/rocks.cpp", text)
        self.breaks(includes.rocksdb_in_one_file, "storage/engine/rocks.hpp", text)
        self.assertEqual(2, len(faults(includes.rocksdb_in_one_file, ("a.cpp", text), ("b.cpp", text))))

    def test_headers_are_thin(self):
        self.keeps(includes.dear_headers, "a.cpp", "#include <boost/asio.hpp>\n")
        dear = ("x/a.hpp", "#include <boost/asio.hpp>\n")
        own, other = ("x/a.cpp", '#include "x/a.hpp"\n'), ("y/a.cpp", '#include "x/a.hpp"\n')
        between, far = ("x/b.hpp", '#include "x/a.hpp"\n'), ("y/a.cpp", '#include "x/b.hpp"\n')
        self.assertEqual([], faults(includes.dear_headers, dear, own))
        self.assertEqual(1, len(faults(includes.dear_headers, dear, other)))
        self.assertEqual(1, len(faults(includes.dear_headers, dear, between, far)))

    def test_decisions_have_no_effects(self):
        text = "auto t = std::chrono::steady_clock::now();\n"
        self.breaks(purity.no_effects_in_decisions, "storage/raft/a.cpp", text)
        self.keeps(purity.no_effects_in_decisions, "storage/raft/a_test.cpp", text)
        self.keeps(purity.no_effects_in_decisions, "storage/log/a.cpp", text)
        self.breaks(purity.no_effects_in_decisions, "storage/raft/a.cpp", "int f = ::open(path);\n")
        self.breaks(purity.no_effects_in_decisions, "storage/raft/a.cpp", "x = getenv(name);\n")
        self.keeps(purity.no_effects_in_decisions, "storage/raft/a.cpp", "void Log::open(Path p) {\n")

    def test_decisions_do_not_iterate_unordered(self):
        declared = "std::unordered_map<int, std::vector<int>> votes;\n"
        self.keeps(purity.no_unordered_iteration, "storage/raft/a.cpp", declared + "votes.find(1);\n")
        self.breaks(purity.no_unordered_iteration, "storage/raft/a.cpp",
                    declared + "for (auto& v : votes) {}\n")
        self.breaks(purity.no_unordered_iteration, "storage/raft/a.cpp", declared + "f(votes.begin());\n")

    def test_words(self):
        self.breaks(words.names_of_files, "storage/RaftLog.cpp", "")
        self.breaks(words.names_of_types, "a.cpp", "class PodManager {};\n")
        self.keeps(words.names_of_types, "a.cpp", "class PodLedger {};\n")
        self.breaks(words.debt, "a.cpp", "// TO" "DO: later\n")
        self.breaks(words.machine_names, "tools/a.py", "cd /wor" "k/main\n")
        self.breaks(words.pragma_once, "a.hpp", "int x;\n")

    def test_stories_have_no_gap(self):
        self.assertEqual(61, len(stories.missing([])))
        self.assertIn("bug_21", stories.missing(["bug_20_words", "bug_22_words", "case_21_words"]))
        self.assertNotIn("bug_22", stories.missing(["bug_22_words"]))


if __name__ == "__main__":
    unittest.main()
