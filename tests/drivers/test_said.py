"""What the drivers say to a person is known in Spanish too."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import drivers
from appliance.runtime.resources import texts_dir
from appliance.told import translator

CATALOGUE: dict[str, str] = json.loads((texts_dir() / "es.told.json").read_text("utf-8"))
SAY = translator(CATALOGUE)
FOLDER = Path(drivers.__file__).parent / "acoustic"


def sentences() -> Iterator[str]:
    """Constants of several words in the files whose texts reach a person, with a number for each value."""
    for name in ("archstats", "freetarget", "node", "stream"):
        for node in ast.parse((FOLDER / f"{name}.py").read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
                for text in ast.walk(node.value):
                    if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.count(" ") > 2:
                        yield re.sub(r"\{\w+\}", "7", text.value)
    yield "nothing heard for 3 s: check the node's power and cable"
    yield "the board does not answer: check its power and cable"
    yield "sensor E is stuck: check its cable"


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_every_sentence_of_a_driver_is_known_in_spanish(sentence: str) -> None:
    assert SAY(sentence) != sentence


def test_there_are_sentences_to_look_at() -> None:
    assert len(set(sentences())) >= 14


def test_two_problems_at_once_are_both_translated() -> None:
    said = SAY("the node says 225 C: not believed; sensor E is stuck: check its cable")
    assert "no se cree" in said
    assert "atascado" in said
