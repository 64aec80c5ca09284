"""What the appliance says, in another language: the counterpart of web/src/texts/told.ts, by the same catalogue."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from appliance.schema.printing import Language

Say = Callable[[str], str]

_VALUE = re.compile(r"\{(\w+)\}")


@cache
def speaker(language: Language, folder: Path) -> Say:
    """Says English sentences in `language`, by `folder`/LANGUAGE.told.json."""
    if language == "en":
        return lambda sentence: sentence
    return translator(json.loads((folder / f"{language}.told.json").read_text("utf-8")))


def translator(catalogue: Mapping[str, str]) -> Say:
    """Says what the first fitting pattern of `catalogue` says; what fits none stays as it is.

    `{name}` stands for a value, which is a sentence of its own where one is known.
    """
    patterns = [
        (english, re.compile(_pattern(english), re.IGNORECASE | re.DOTALL), catalogue[english]) for english in catalogue
    ]

    def say(sentence: str) -> str:
        for english, pattern, text in patterns:
            found = pattern.fullmatch(sentence)
            if found is not None:
                values = {name: value if value == sentence else say(value) for name, value in found.groupdict().items()}
                said = text.format_map(values)
                # beside a form a sentence begins with a capital that it has not here
                is_capital = sentence[:1] != english[:1] and sentence[:1].lower() == english[:1]
                return said[:1].upper() + said[1:] if is_capital else said
        return sentence

    return say


def _pattern(english: str) -> str:
    parts = _VALUE.split(english)
    return "".join(f"(?P<{part}>.+?)" if k % 2 else re.escape(part) for k, part in enumerate(parts))
