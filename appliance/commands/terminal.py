"""What a command prints, in the language of the terminal that it was typed in."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import BinaryIO

from appliance.core.message import Message
from appliance.messages.catalogue import DEFAULT
from appliance.messages.translation import Translation, known_language, translation

STREAM = Path("-")
"""As the name of a file: standard input or output."""
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of these that is set says the language (POSIX, Base Definitions, 8.2)."""


def terminal_language(environment: Mapping[str, str]) -> str:
    """The language of a locale such as es_ES.UTF-8, where there are texts in it; else English."""
    locale = next((value for name in VARIABLES if (value := environment.get(name))), "")
    tag = locale.split(".")[0].split("@")[0].replace("_", "-")
    return known_language(tag) or DEFAULT


def in_terminal_language() -> Translation:
    """Says messages to whoever typed the command."""
    return translation(terminal_language(os.environ))


def say(message: Message) -> None:
    """Print one sentence on standard output."""
    print(in_terminal_language()(message), flush=True)


def say_aside(message: Message) -> None:
    """Print one sentence on standard error: progress, and what is no result."""
    print(in_terminal_language()(message), file=sys.stderr, flush=True)


@contextmanager
def standard_output_for_result() -> Iterator[BinaryIO]:
    """Reserve standard output for a file's content; messages go to standard error meanwhile."""
    result = sys.stdout.buffer
    with redirect_stdout(sys.stderr):
        yield result
    result.flush()
