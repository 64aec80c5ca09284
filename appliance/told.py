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
    patterns = [(english, Pattern(english), catalogue[english]) for english in catalogue]

    def say(sentence: str) -> str:
        for english, pattern, text in patterns:
            found = pattern.values_in(sentence)
            if found is not None:
                values = {name: value if value == sentence else say(value) for name, value in found.items()}
                said = text.format_map(values)
                # beside a form a sentence begins with a capital that it has not here
                is_capital = sentence[:1] != english[:1] and sentence[:1].lower() == english[:1]
                return said[:1].upper() + said[1:] if is_capital else said
        return sentence

    return say


class Pattern:
    """A sentence with values in it, found again in time proportional to the sentence's length.

    A regular expression with several values tries every way to cut the sentence, which takes minutes for some texts of
    a few hundred letters. Here each fixed part is looked for once, leftmost: that gives the same, shortest values.
    """

    def __init__(self, english: str) -> None:
        parts = _VALUE.split(english)
        self._fixed, self._names = [part.lower() for part in parts[::2]], parts[1::2]

    def values_in(self, sentence: str) -> dict[str, str] | None:
        """The values by their names, whole and not empty; None when the sentence is another one."""
        lowered = sentence.lower()
        if len(lowered) != len(sentence):
            # some letters have a small form of another length: then places in one are none in the other
            lowered = sentence
        first, *others = self._fixed
        if not others:
            return {} if lowered == first else None
        last = others.pop()
        end = len(lowered) - len(last)
        if not lowered.startswith(first) or not lowered.endswith(last):
            return None
        values, begin = [], len(first)
        for fixed in others:
            found = lowered.find(fixed, begin + 1, end)
            if found < 0:
                return None
            values.append(sentence[begin:found])
            begin = found + len(fixed)
        if begin >= end:
            return None
        return dict(zip(self._names, [*values, sentence[begin:end]], strict=True))
