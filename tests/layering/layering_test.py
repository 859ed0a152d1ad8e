"""The real source tree keeps the house's rules; and the rules notice what breaks them."""

import os
import sys
import unittest

import cases
import source_rules

# Through the links that Bazel makes, to the tree itself.
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
FOLDERS = ("proto", "base", "gazetteer", "storage", "server", "client", "tests", "bench")


def sources():
    """(path, text) of every source."""
    for top in FOLDERS:
        for folder, _, names in os.walk(os.path.join(TOP, top)):
            for name in sorted(names):
                if name.endswith((".h", ".cc", ".py", ".proto", ".sh")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, TOP), file.read()


class SourceTreeTest(unittest.TestCase):
    def test_the_tree_is_there(self):
        paths = [path for path, _ in sources()]
        self.assertGreater(len(paths), 100)
        self.assertIn("server/main.cc", paths)

    def test_no_two_classes_have_one_name(self):
        self.assertEqual(list(source_rules.types_twice(sources())), [])

    def test_long_files_are_named(self):
        for path, text in sources():
            if source_rules.long_file(path, text):
                print(f"warning: {path} has {text.count(chr(10))} lines", file=sys.stderr)


def _add_rule(rule):
    def test(self):
        problems = [problem for path, text in sources() for problem in rule(path, text)]
        self.assertEqual(problems, [], "\n" + "\n".join(problems))
    setattr(SourceTreeTest, "test_" + rule.__name__, test)


for _rule in source_rules.RULES:
    _add_rule(_rule)


class RulesTest(unittest.TestCase):
    def problems(self, path, text):
        return [problem for rule in source_rules.RULES for problem in rule(path, text)]

    def assert_fine(self, path, text):
        self.assertEqual(self.problems(path, text), [])

    def assert_noticed(self, path, text):
        self.assertEqual(len(self.problems(path, text)), 1, self.problems(path, text))

    def test_upward_includes_are_noticed(self):
        for path, included in [
            ("base/a.cc", "gazetteer/region.h"), ("base/a.cc", "storage/keys.h"),
            ("gazetteer/a.cc", "storage/keys.h"), ("storage/a.cc", "server/engine/decide.h"),
            ("server/engine/a.cc", "server/rpc/b.h"), ("server/rpc/a.cc", "server/server.h"),
            ("client/a.cc", "storage/keys.h"), ("client/a.cc", "gazetteer/region.h"),
            ("client/a.cc", "server/server.h"), ("storage/a.cc", "client/client.h"),
            ("server/a.cc", "tests/harness/b.h"),
        ]:
            self.assert_noticed(path, f'#include "{included}"\n')
            self.assert_fine("tests/" + path, f'#include "{included}"\n')
        self.assert_fine("server/engine/a.cc",
                         '#include "storage/keys.h"\n#include "sitrep/v1/event.pb.h"\n')
        self.assert_fine("server/rpc/a.cc", '#include "server/engine/b.h"\n')
        self.assert_fine("server/rpc/a_test.cc", '#include "tests/harness/b.h"\n')

    def test_libraries_stay_where_they_belong(self):
        self.assert_noticed("server/engine/a.cc", '#include "rocksdb/db.h"\n')
        self.assert_noticed("server/engine/a.cc", '#include "grpcpp/server.h"\n')
        self.assert_noticed("storage/a.cc", '#include "sitrep/v1/event_service.grpc.pb.h"\n')
        self.assert_fine("storage/a.cc", '#include "rocksdb/db.h"\n')
        self.assert_fine("server/server.cc", '#include "grpcpp/server.h"\n')

    def test_banned_words_are_noticed(self):
        self.assert_noticed("storage/a.cc", "auto now = absl::Now();\n")
        self.assert_fine("client/a.cc", "auto now = absl::Now();\n")
        self.assert_noticed("base/a.cc", "// " "TO" "DO(me): later\n")
        self.assert_noticed("base/a.cc", "absl::Mutex mutex;\n")
        self.assert_noticed("base/a.cc", "for (int i : std::views::iota(3)) {}\n")
        self.assert_fine("base/a.cc", "int TO" "DOS = absl::NowOrNever();  // not absl::Now()\n")

    def test_headers_without_comment_or_guard_are_noticed(self):
        guard = "#ifndef SITREP_BASE_A_H_\n#define SITREP_BASE_A_H_\n"
        self.assert_fine("base/a.h", "// What it is.\n" + guard)
        self.assert_noticed("base/a.h", guard)
        self.assert_noticed("base/a.h", "// What it is.\n" + guard.replace("_A_", "_B_"))

    def test_long_files_and_functions_are_noticed(self):
        self.assert_noticed("base/a.cc", "\n" * 601)
        self.assert_fine("base/a.cc", "\n" * 600)
        body = "  x();\n" * 68
        function = "namespace a {\nclass B {\n void f(int a = {1},\n  const C& c) const {\n"
        self.assert_fine("base/a.cc", function + "  x();\n" * 67 + "}\n};\n}\n")
        self.assert_noticed("base/a.cc", function + body + "if (a) { b(); } }\n};\n}\n")
        self.assert_fine("base/a.cc", ("void f() { s = \"{\"; c = '{'; n = 1'000; }  // {\n" * 99))
        self.assert_fine("base/a.cc", "int a[] = {\n" + "1,\n" * 99 + "};\n")

    def test_test_names_that_are_no_claims_are_noticed(self):
        self.assert_fine("base/a_test.cc", "TEST(Key, StripsAccents) {}\n")
        self.assert_noticed("base/a_test.cc", "TEST(Key, test_accents) {}\n")
        self.assert_noticed("base/a_test.cc", "TEST_F(Key, TestAccents) {}\n")

    def test_classes_of_one_name_are_noticed(self):
        a, b = ("base/a.h", "class Reader : public X {\n};\n"), ("storage/b.h", "struct Reader {\n};\n")
        self.assertEqual(len(list(source_rules.types_twice([a, b]))), 1)
        c = ("storage/c.h", "class Reader;\n// class Reader {\nclass Writer final {\n  struct Reader {\n};\n")
        self.assertEqual(list(source_rules.types_twice([a, c])), [])

    def test_scripts_without_a_text_are_noticed(self):
        self.assert_fine("tests/a/a.py", '"""What it is."""\n')
        self.assert_noticed("tests/a/a.py", "import os\n")


if __name__ == "__main__":
    cases.run(sys.argv[1:])
