"""Output of commands, in the language of the terminal."""

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
"""The file name that means standard input or output."""
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of these that is set names the language (POSIX, Base Definitions, 8.2)."""


def terminal_language(environment: Mapping[str, str]) -> str:
    """The language of the locale, such as es_ES.UTF-8, if there are texts in it; else English."""
    locale = next((value for name in VARIABLES if (value := environment.get(name))), "")
    tag = locale.split(".")[0].split("@")[0].replace("_", "-")
    return known_language(tag) or DEFAULT


def in_terminal_language() -> Translation:
    """The translation into the language of the terminal."""
    return translation(terminal_language(os.environ))


def print_message(message: Message) -> None:
    """Print one sentence on standard output."""
    print(in_terminal_language()(message), flush=True)


def print_to_stderr(message: Message) -> None:
    """Print one sentence on standard error: progress, or anything but the result."""
    print(in_terminal_language()(message), file=sys.stderr, flush=True)


@contextmanager
def standard_output_for_result() -> Iterator[BinaryIO]:
    """Reserve standard output for a file's content; messages go to standard error meanwhile."""
    result = sys.stdout.buffer
    with redirect_stdout(sys.stderr):
        yield result
    result.flush()
