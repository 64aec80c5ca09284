"""The sentences of one language, from the Fluent files of its folder."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from appliance.core.message import Message, Value

FILES = ("appliance.ftl", "refusals.ftl", "printing.ftl", "terminal.ftl")
"""The files that the appliance reads; page.ftl is used by the page only."""
DEFAULT = "en"
MAX_VALUE = 2000
"""Largest length of one value, characters; the Fluent library formats none longer than 2,500."""
SEPARATOR = "; "
"""Separates several messages in one value."""

_PACKAGE = Path(__file__).parent.parent


def languages_dir() -> Path:
    """The folder with one folder per language: in the package of a wheel, with the page's sources in a checkout."""
    packed = _PACKAGE / "share" / "texts"
    return packed if packed.is_dir() else _PACKAGE.parent / "web" / "src" / "texts" / "languages"


@cache
def languages() -> tuple[str, ...]:
    """The available languages, the default first."""
    found = sorted(folder.name for folder in languages_dir().iterdir() if (folder / FILES[0]).is_file())
    return (DEFAULT, *(name for name in found if name != DEFAULT))


class Catalogue:
    """Translates messages into one language."""

    def __init__(self, language: str, sources: Iterable[str]) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        for source in sources:
            self._bundle.add_resource(FluentResource(source))

    def has(self, code: str) -> bool:
        """Whether there is a sentence for this code."""
        return self._bundle.has_message(code)

    def text(self, message: Message) -> str | None:
        """The sentence, after its place if it has one; None if there is no sentence for its code."""
        if not self.has(message.code):
            return None
        pattern = self._bundle.get_message(message.code).value
        if pattern is None:
            return None
        text, _ = self._bundle.format_pattern(pattern, self._values(message.values))
        return f"{message.place}: {text}" if message.place else str(text)

    def _values(self, values: Iterable[tuple[str, Value]]) -> dict[str, str | int | float]:
        return {name: self._value(value) for name, value in values}

    def _value(self, value: Value) -> str | int | float:
        if isinstance(value, Message):
            value = self._part(value)
        elif isinstance(value, tuple):
            value = SEPARATOR.join(map(self._part, value))
        return value[:MAX_VALUE] if isinstance(value, str) else value

    def _part(self, message: Message) -> str:
        text = self.text(message)
        return message.code if text is None else text


_read: dict[str, Catalogue] = {}


def is_read(language: str) -> bool:
    """Whether the catalogue of this language is in memory."""
    return language in _read


def catalogue(language: str) -> Catalogue:
    """The catalogue of one of `languages()`; read at first use, which takes tenths of a second, a second on a small
    computer."""
    if language not in _read:
        folder = languages_dir() / language
        _read[language] = Catalogue(language, [(folder / name).read_text("utf-8") for name in FILES])
    return _read[language]
