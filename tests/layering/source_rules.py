"""The house's rules for sources, each as a function from a path and its text to problems."""

import re

LINES_MAX = 600
LINES_WARNED = 500
FUNCTION_LINES_MAX = 70

# A folder includes itself and what is to the left of it. The longest prefix counts.
_LAYERS = ["proto", "base", "gazetteer", "storage", "server/engine", "server/rpc", "server"]
_CLIENT_MAY_INCLUDE = {"proto", "base", "client"}
_ANYTHING = ("tests", "bench")
_PRODUCT = ("base", "gazetteer", "storage", "server", "client")

_INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.M)
_TEST_NAME = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.M)

# What is banned in the product's code, and where it is not; and what nowhere, not even in a comment.
_BANNED = [
    ("absl::Now(", ("server/main.cc", "client/")),
    ("std::views", ()),
    ("absl::Mutex", ()),
    ("set_buffer_hint", ()),
]
# Taken apart, so that a search for unfinished work finds none here.
_BANNED_IN_COMMENTS = [("TO" "DO", ()), ("FIX" "ME", ()), ("X" "XX", ())]


def _layer(path):
    """The folder of a path that rules speak of; None for what is not ours."""
    if path.startswith(("sitrep/v1/", "google/rpc/")):
        return "proto"
    folders = [folder for folder in _LAYERS + ["client", *_ANYTHING] if path.startswith(folder + "/")]
    return max(folders, key=len, default=None)


def _may_include(path, included):
    mine, theirs = _layer(path), _layer(included)
    if theirs is None or mine in _ANYTHING or mine is None:
        return True
    if theirs == "tests":
        return path.endswith("_test.cc")
    if mine == "client":
        return theirs in _CLIENT_MAY_INCLUDE
    return theirs in _LAYERS and _LAYERS.index(theirs) <= _LAYERS.index(mine)


def _may_use_grpc(path):
    return (path.startswith(("server/rpc/", "client/", "tests/", "bench/"))
            or re.fullmatch(r"server/[^/]+", path) is not None)


def includes(path, text):
    for included in _INCLUDE.findall(text):
        if not _may_include(path, included):
            yield f"{path}: includes {included}, which lies above it"
        if included.startswith("rocksdb/") and _layer(path) not in ("storage", *_ANYTHING):
            yield f"{path}: includes {included} outside storage/"
        grpc = included.startswith(("grpcpp/", "grpc/")) or included.endswith(".grpc.pb.h")
        if grpc and not _may_use_grpc(path):
            yield f"{path}: includes {included} away from the edge"


def length(path, text):
    # The protocol's comments are its manual.
    if path.endswith(".proto"):
        return
    lines = text.count("\n")
    if lines > LINES_MAX:
        yield f"{path}: has {lines} lines; at most {LINES_MAX}"


def long_file(path, text):
    """No problem yet, but a warning."""
    return LINES_WARNED < text.count("\n") <= LINES_MAX


def banned_words(path, text):
    if not path.startswith(tuple(folder + "/" for folder in _PRODUCT)):
        return
    code = _without_text(text) if path.endswith((".cc", ".h")) else text
    for words, where in ((_BANNED, code), (_BANNED_IN_COMMENTS, text)):
        for word, allowed in words:
            if path.startswith(allowed or "/"):
                continue
            for match in re.finditer(rf"\b{re.escape(word)}" + r"\b" * word[-1].isalnum(), where):
                line = where.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: {word} is banned here"


def header(path, text):
    if not path.endswith(".h"):
        return
    if not text.startswith("// "):
        yield f"{path}: does not begin with a comment that says what it is"
    guard = "SITREP_" + re.sub(r"\W", "_", path).upper() + "_"
    if f"#ifndef {guard}\n#define {guard}\n" not in text:
        yield f"{path}: has no guard {guard}"


def script(path, text):
    if path.endswith(".py") and not re.match(r'(#!.*\n)?(#.*\n)*\s*"""', text):
        yield f"{path}: does not begin with a text that says what it is"


def test_names(path, text):
    for suite, name in _TEST_NAME.findall(text):
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) or re.match(r"Tests?[A-Z]", name):
            yield f"{path}: TEST({suite}, {name}) is no claim in the present tense"


def _without_text(code):
    """The code with comments and literals blanked; line numbers stay."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])+'", re.S)
    # 1'000 is a number, not the beginning of a character.
    code = re.sub(r"(?<=\d)'(?=\d)", "", code)
    code = pattern.sub(lambda match: "\n" * match.group().count("\n") + '""', code)
    return re.sub(r"^\s*#.*?(?<!\\)$", "", code, flags=re.M)


def functions(text):
    """(name, first line, lines) of every function that is not inside another."""
    scopes, begin, found = [], 0, []
    code = _without_text(text)
    for match in re.finditer(r"[{};]", code):
        at = match.start()
        head = code[begin:at].strip()
        if match.group() == "{":
            if "function" in scopes or "other" in scopes:
                kind = "other"
            elif re.match(r"(inline )?namespace\b|extern\b", head):
                kind = "scope"
            elif re.search(r"\b(class|struct|union|enum)\s+[\w:]+[^()=;]*$", head):
                kind = "scope"
            elif ")" in head and not re.search(r"=\s*$", head):
                kind = "function"
            else:
                kind = "other"
            if kind == "function":
                first = begin + len(code[begin:at]) - len(code[begin:at].lstrip())
                name = re.search(r"([\w:~]+)\s*\(", head)
                found.append([name.group(1) if name else "?", code.count("\n", 0, first) + 1, 0])
            scopes.append(kind)
        elif match.group() == "}" and scopes:
            if scopes.pop() == "function":
                last = code.count("\n", 0, at) + 1
                found[-1][2] = last - found[-1][1] + 1
        begin = at + 1
    return found


def function_length(path, text):
    # A test may hold a long table.
    if not path.endswith((".cc", ".h")) or path.endswith("_test.cc"):
        return
    for name, first, lines in functions(text):
        if lines > FUNCTION_LINES_MAX:
            yield f"{path}:{first}: {name} has {lines} lines; at most {FUNCTION_LINES_MAX}"


def types_defined(path, text):
    """The names of the classes that a header defines for all who link with it."""
    if not path.endswith(".h"):
        return []
    pattern = r"^(?:class|struct)(?: \[\[\w+\]\])? (\w+)(?: final)?(?:\s*:[^;{]*)?\s*\{"
    return re.findall(pattern, _without_text(text), re.M)


def types_twice(sources):
    """To the linker, two classes of one name are one: it keeps either's functions for both."""
    seen = {}
    for path, text in sources:
        for name in types_defined(path, text):
            first = seen.setdefault(name, path)
            if first != path:
                yield f"{path}: {name} is a class of {first}, too"


RULES = [includes, length, banned_words, header, script, test_names, function_length]
