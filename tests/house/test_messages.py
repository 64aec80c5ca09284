"""Every message has a sentence in every language, with the values that the code gives; no sentence is built in code."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import appliance
from appliance.core.errors import LocateReason
from appliance.messages.catalogue import DEFAULT, FILES, languages, languages_dir
from drivers.acoustic import freetarget, stream
from drivers.wire.ranges import Why

ROOT = Path(appliance.__file__).parent.parent
PAGE = "page.ftl"
MAKERS = {"message": 0, "refusal": 1, "text": 0}
"""Who makes a message, and which argument is its code; `text` is of a printed page."""
OF_OTHERS = {*get_args(LocateReason), *get_args(Why), *stream.REASONS.values(), stream.TOO_MANY_GAPS}
OF_OTHERS |= {freetarget.TOO_MANY_WAIT, "lost_skipped"}
"""Codes that are no argument of a call: reasons of a closed list, and of losses."""
OF_ROUTINES = {"resolved_already", "not_in_inbox", "status_cannot_become", "sensor_test_over", "still_an_arrow"}
OF_ROUTINES |= {"session_is_closed", "archer_not_in_turns", "roster_changed_since"}
OF_ROUTINES |= {"match_does_not_alternate", "end_has_begun"}
OF_ROUTINES |= {"nothing_to_sign", "held_back_not_signed", "other_score_to_sign", "signed_already"}
OF_ROUTINES |= {"end_not_over", "sheet_not_complete", "too_many_signatures"}
OF_ROUTINES |= {"another_tag_wanted"}
"""Raised by routines of the database."""
UNTRANSLATED = {
    "appliance/cli/main.py": "usage, and what is wrong with it, is argparse's: English, like a manual page",
    "appliance/routers/openapi.py": "what the API's document says of itself is English, like all that is in it",
    "appliance/runtime/listening.py": "stands where words of the operating system stand, which are English here",
}
"""Files in which a sentence may stand in the code, and why."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message of a catalogue: the values that it names itself, and the messages that it is made of."""

    values: frozenset[str]
    parts: frozenset[str]
    pattern: str


class _References(Visitor):
    def __init__(self) -> None:
        self.values: set[str] = set()
        self.parts: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  (the library's own name)
        self.values.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.parts.add(node.id.name)


def sentences(language: str, file: str) -> dict[str, Sentence]:
    source = (languages_dir() / language / file).read_text("utf-8")
    found: dict[str, Sentence] = {}
    for entry in FluentParser().parse(source).body:
        assert not isinstance(entry, ftl.Junk), f"{language}/{file}: {entry.content}"
        if isinstance(entry, ftl.Message):
            references = _References()
            references.visit(entry)
            assert entry.id.name not in found, f"{language}/{file}: {entry.id.name} is there twice"
            pattern = source[entry.span.start : entry.span.end] if entry.span else ""
            found[entry.id.name] = Sentence(frozenset(references.values), frozenset(references.parts), pattern)
    return found


ENGLISH = {file: sentences(DEFAULT, file) for file in (*FILES, PAGE)}
OF_APPLIANCE = {code: one for file in FILES for code, one in ENGLISH[file].items()}


def all_values(code: str) -> frozenset[str]:
    """Those that a message needs, with those of the messages that it is made of."""
    one = OF_APPLIANCE[code]
    return one.values.union(*map(all_values, one.parts))


def test_a_code_has_one_sentence() -> None:
    assert len(OF_APPLIANCE) == sum(len(ENGLISH[file]) for file in FILES)
    assert len(OF_APPLIANCE) > 300


@pytest.mark.parametrize("language", [name for name in languages() if name != DEFAULT])
@pytest.mark.parametrize("file", [*FILES, PAGE])
def test_every_language_says_everything_with_the_same_values(language: str, file: str) -> None:
    own = sentences(language, file)
    assert own.keys() == ENGLISH[file].keys()
    of_all = {**OF_APPLIANCE, **own} if file != PAGE else own
    other_values, untranslated = [], []
    for code, sentence in own.items():
        english = ENGLISH[file][code]
        named = sentence.values.union(*(of_all[part].values for part in sentence.parts))
        wanted = english.values.union(*(OF_APPLIANCE[part].values for part in english.parts))
        if named != wanted:
            other_values.append(code)
        # a sentence of several words that is the English one was forgotten
        is_long = english.pattern.count(" ") > 4 and "{" not in english.pattern
        if is_long and sentence.pattern == english.pattern:
            untranslated.append(code)
    assert not other_values, f"{language}/{file}: other values than in English: {' '.join(other_values)}"
    assert not untranslated, f"{language}/{file}: still English: {' '.join(untranslated)}"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("files", [FILES, (PAGE,)])
@pytest.mark.parametrize("value", [1, 2, "x"])
def test_every_sentence_can_be_reported(language: str, files: tuple[str, ...], value: int | str) -> None:
    bundle = FluentBundle([language], use_isolating=False)
    for file in files:
        bundle.add_resource(FluentResource((languages_dir() / language / file).read_text("utf-8")))
    values = {name: value for file in files for one in ENGLISH[file].values() for name in one.values}
    for code in (code for file in files for code in ENGLISH[file]):
        pattern = bundle.get_message(code).value
        assert pattern is not None, code
        text, errors = bundle.format_pattern(pattern, dict(values))
        # NUMBER is asked for a number
        assert value == "x" or not errors, (code, errors)
        assert str(text).strip(), code


COUNTED = re.compile(
    r"\{ \$(\w+) \}(?: [a-z]+)? (?:archers|arrows|bits|boards|bytes|channels|characters|codes|days|distances|ends|faces"
    r"|files|frames|hits|impacts|inputs|letters|marks|matches|minutes|numbers|phones|points|quivers|rounds|rows|seconds"
    r"|sensors|sessions|shots|signatures|steps|tags|taps|targets|teams|times|values|words|years)\b"
)
"""A number and what it counts, in English."""
VARIANTS = re.compile(r"\*?\[\w+\][^\n]*")
NEVER_ONE = {
    "a limit": (
        "more_distances_than_ianseo", "job_took_too_long", "line_too_long", "not_a_word", "shrunk_too_much",
        "ssid_too_long", "too_large", "too_many_codes", "too_many_pairings", "too_many_rows", "too_many_signatures",
        "too_many_values", "websocket_key", "arrowsMean", "verdictMeans", "tooFewArrows", "lastDays",
        "counter_too_small",
    ),
    "all, of which some are meant": (
        "sensor_weak", "sensor_unreliable", "impacts_unplaced", "impacts_unplaced_in_wind", "roundScore",
        "sensorsHeard", "setUpWaits", "goalSoFar", "taps_heard_by_few",
    ),
    "more than another number": (
        "not_recorded", "set_aside_often", "surplusArrows", "too_few_faces", "too_many_channels", "roundFacts",
        "groupInMiddle", "teamsNeed",
    ),
    "with a fraction": (
        "friendAhead", "friendBehind", "friendEven", "picture_scale", "result_has_sensor_late_by_rises", "trendDown",
        "trendUp", "waysMean",
    ),
    "a name, and what it does": ("bow_numbered_twice",),
}  # fmt: skip
"""Texts that count without a plural, and why their numbers are never one."""


def test_what_may_be_one_has_a_plural() -> None:
    counting = {
        code for one in ENGLISH.values() for code, text in one.items() if COUNTED.search(VARIANTS.sub("", text.pattern))
    }
    assert counting == {code for codes in NEVER_ONE.values() for code in codes}


@dataclass(frozen=True, slots=True)
class Call:
    """A message that is made in code: its codes, and the names of its values."""

    place: str
    codes: tuple[str, ...]
    values: frozenset[str] | None


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """Every file of the code, read when a test first asks: each worker of a run imports this module."""
    return tuple(read_sources())


def read_sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("appliance", "drivers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


@cache
def calls() -> tuple[Call, ...]:
    """Every message that the code makes."""
    return tuple(read_calls())


def read_calls() -> Iterator[Call]:
    for path, tree in sources():
        if path == "appliance/core/message.py":
            continue
        nodes = list(ast.walk(tree))
        scopes = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        for node in nodes:
            name = maker(node)
            if isinstance(node, ast.Call) and name is not None and len(node.args) > MAKERS[name]:
                scope = [one for one in scopes if one.lineno <= node.lineno <= (one.end_lineno or 0)]
                codes = tuple(literals(node.args[MAKERS[name]]))
                yield Call(f"{path}:{node.lineno}", codes, values_of(node, scope))


def maker(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    is_page = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "page"
    return name if name in MAKERS and (name != "text" or is_page) else None


def literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def values_of(call: ast.Call, scopes: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> frozenset[str] | None:
    """The names of the values; None where they cannot be read off the code."""
    names: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg is not None:
            names.add(keyword.arg)
            continue
        given = getattr(keyword.value, "id", None)
        dicts = [
            node.value
            for scope in scopes
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            and [getattr(target, "id", None) for target in node.targets] == [given]
            and isinstance(node.value, ast.Dict)
        ]
        if not dicts:
            return None
        names |= {key.value for key in dicts[0].keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return frozenset(names)


WITHOUT_CODE = ("appliance/models/errors.py", "appliance/printing/page.py", "drivers/wire/ranges.py")
"""Where a code comes from elsewhere: a routine of the database, a caller, a closed list."""


def test_every_message_of_the_code_has_a_sentence_and_the_values_that_it_names() -> None:
    assert len(calls()) > 250
    for call in calls():
        if not call.codes:
            assert call.place.startswith(WITHOUT_CODE), f"{call.place}: say the code where the message is made"
        for code in call.codes:
            assert code in OF_APPLIANCE, f"{call.place}: {code} has no sentence"
            assert call.values is not None, f"{call.place}: name the values where the message is made"
            assert call.values == all_values(code), f"{call.place}: {code}"


def test_no_sentence_is_left_over() -> None:
    used = {code for call in calls() for code in call.codes} | OF_OTHERS | OF_ROUTINES
    parts = {part for one in OF_APPLIANCE.values() for part in one.parts}
    assert OF_APPLIANCE.keys() - used - parts == {"part_name"} - used - parts
    assert used - OF_APPLIANCE.keys() == set()


SAME_EVERYWHERE = {"HTTPS", "Wi-Fi", "mDNS"}


def test_every_part_has_a_name_in_every_language() -> None:
    code = "".join(path.read_text() for path in (ROOT / "appliance").rglob("*.py"))
    parts = set(re.findall(r"\bPart\(\s*\"([^\"]+)\"", code)) - SAME_EVERYWHERE
    assert len(parts) > 20
    for language in (ROOT / "web" / "src" / "texts" / "languages").iterdir():
        names = (language / "appliance.ftl").read_text().partition("part_name = ")[2].partition("}\n")[0]
        assert {part for part in parts if f"[{part.replace(' ', '_')}]" not in names} == set(), language.name


STATEMENT = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b")
WORD = re.compile(r"[A-Za-z][a-z']+[,.;:]?")


def english_in(node: ast.AST) -> Iterator[str]:
    """Texts of several words at and below a node; what a message is made of is looked at by its call."""
    text = text_of(node)
    if sum(map(bool, map(WORD.fullmatch, text.split()))) >= 3 and not STATEMENT.match(text):
        yield text
    for part in ast.iter_child_nodes(node):
        # a piece of a text is no text
        if not (isinstance(node, ast.JoinedStr) and isinstance(part, ast.Constant)):
            yield from english_in(part)


def text_of(node: ast.AST) -> str:
    """What a string says, with dashes for what it is filled with."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "-" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def raised(path: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        is_handed_on = isinstance(node, ast.Raise | ast.Return | ast.Yield)
        if is_handed_on or maker(node) is not None or is_error_or_stored(node) or is_sentence(node):
            for text in english_in(node):
                yield f"{path}:{getattr(node, 'lineno', 0)}", text


ERROR = re.compile(
    "(Error|Exception|NotFound|Unreadable|Unavailable|Damaged|Refused|Busy|Full|Lost|BadRequest|MessageRead)$"
)


def is_error_or_stored(node: ast.AST) -> bool:
    """Whether an error is made that is raised elsewhere, or a stored message by hand."""
    if not isinstance(node, ast.Call):
        return False
    is_made_by_itself = ast.unparse(node.func) == "super().__init__"
    return is_made_by_itself or ERROR.search(getattr(node.func, "id", "")) is not None


def is_sentence(node: ast.AST) -> bool:
    """Whether a text is printed, or answered as it is."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "error_response")


PROGRAMMERS = {
    "it asked the whole appliance to end (-)",
    "an answer was begun already",
    "an instant needs its offset",
    "the key is of another certificate",
    "the runner is not set up",
    "the client has left",
    "the last try returns or raises",
}
"""Met by nobody but who changes the code."""


def test_no_sentence_is_built_where_an_error_is_raised_or_a_message_made() -> None:
    found = [
        (place, text)
        for path, tree in sources()
        if path not in UNTRANSLATED
        for place, text in raised(path, tree)
        if text not in PROGRAMMERS
    ]
    assert found == []


def test_no_file_is_excused_that_needs_no_excuse() -> None:
    assert {path for path, tree in sources() if path in UNTRANSLATED and any(raised(path, tree))} == set(UNTRANSLATED)


def test_the_lint_sees_a_sentence() -> None:
    tree = ast.parse(
        'raise x.Problem(f"body: {n} of them are wrong")\n'
        'message("as_said", text="it is too hot")\n'
        'found = DBUnreadable("its name is wrong")\n'
        'print(f"{n} were not written")\n'
        'answer = error_response(503, ["server: too many at once"])'
    )
    assert len(list(raised("x.py", tree))) == 5


def test_only_errors_of_others_are_reported_as_they_are() -> None:
    assert {call.place.split(":")[0] for call in calls() if "as_said" in call.codes} == {"appliance/archive/process.py"}


def test_the_keys_of_the_page_are_generated_from_its_texts() -> None:
    from scripts.text_keys import typescript, values_by_key  # noqa: PLC0415  (beside the package)

    source = (languages_dir() / DEFAULT / PAGE).read_text("utf-8")
    committed = (languages_dir().parent / "keys.gen.ts").read_text("utf-8")
    assert committed.splitlines() == list(typescript(values_by_key(source))), "run scripts/generate_types.bash"


def test_the_page_uses_every_text() -> None:
    used = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "web" / "src").rglob("*")
        if path.suffix in (".ts", ".vue") and path.name != "keys.gen.ts"
    )
    families = ("is_", "level_", "node_", "part_", "backup_", "stick_", "finding_", "update_")
    left = [key for key in ENGLISH[PAGE] if json.dumps(key) not in used and f"'{key}'" not in used]
    assert [key for key in left if not key.startswith(families)] == []
