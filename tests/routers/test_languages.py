"""Refusals come in the language that the request accepts, and say everything that can be wrong with a value."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from appliance.core.message import message, refusal
from appliance.core.scoring.verdicts import Verdict, verdict_message
from appliance.messages.catalogue import catalogue, languages
from appliance.messages.translation import accepted_language, described, text_of, translation
from appliance.routers import ENDPOINTS
from appliance.routers.utils import refusals_of
from appliance.schema.messages import MessageRead
from tests.routers.conftest import API, Phone

BODIES = {endpoint.body for endpoint in ENDPOINTS if endpoint.body is not None}
BAD: list[object] = [
    None,
    True,
    "",
    "x",
    "x" * 300,
    "\0",
    -1e9,
    1e12,
    0,
    0.5,
    10**30,
    [],
    ["x"] * 70,
    {},
    "2026-11-24T10:00:00",
]


def fields_of(model: type[BaseModel]) -> set[str]:
    """What it and what is in it have, and one that nothing has."""
    return {*re.findall(r'"(\w+)": ?\{', json.dumps(model.model_json_schema())), "unheard_of"}


@pytest.mark.parametrize("model", sorted(BODIES, key=str))
def test_what_is_wrong_with_a_value_has_a_sentence_of_ours(model: type[BaseModel]) -> None:
    refused = set()
    names = fields_of(model)
    for bad in BAD:
        for value in (bad, [dict.fromkeys(names, bad)], dict.fromkeys(names, bad)):
            text = json.dumps(value)
            fields = ", ".join(f'"{name}": {text}' for name in names)
            for body in (text, f"{{{fields}}}"):
                try:
                    model.model_validate_json(body)
                except ValidationError as error:
                    refused.update(refusals_of(error, "body"))
    assert refused
    # the library's own words would be English in every language
    assert [one for one in refused if one.code == "value_wrong"] == []
    assert all(one.place.startswith("body") for one in refused)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("es", "es"),
        ("ES-ar", "es"),
        ("xx, es;q=0.1", "es"),
        ("en;q=0.5, es;q=0.8", "es"),
        ("es;q=0, en;q=0.1", "en"),
        ("xx", "en"),
        ("*", "en"),
        ("es;q=2, ;;;, \n", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_language_that_a_header_likes_best(header: str | None, language: str) -> None:
    assert accepted_language(header) == language


async def test_a_refusal_comes_in_the_language_that_the_request_accepts(phone: Phone) -> None:
    english = f"path.id: there is no session {UUID(int=7)}"
    spanish = f"path.id: no hay ninguna sesión {UUID(int=7)}"
    for header, sentence in (("en", english), ("es-MX,es;q=0.9", spanish), ("xx", english)):
        response = await phone.client.get(f"{API}/session/{UUID(int=7)}", headers={"Accept-Language": header})
        assert (response.status, (await response.json())["errors"]) == (404, [sentence])


async def test_every_kind_of_refusal_is_translated(phone: Phone) -> None:
    headers = {"Accept-Language": "es", "Content-Type": "application/json"}

    async def errors(method: str, path: str, body: Any = None) -> list[str]:
        data = None if body is None else json.dumps(body)
        response = await phone.client.request(method, API + path, data=data, headers=headers)
        found: list[str] = (await response.json())["errors"]
        return found

    assert await errors("GET", "/nowhere") == [f"path: no hay nada en {API}/nowhere"]
    assert await errors("PUT", "/session") == [f"method: PUT no es posible en {API}/session"]
    assert await errors("GET", "/session/x") == ["path.id: 'x' no es un UUID"]
    assert await errors("GET", "/session?cursor=x") == [
        "query.cursor: no es un cursor de esta lista; tómalo de la cabecera Link"
    ]
    assert "body.location: Falta" in await errors("POST", "/session", {"is_opened": True})
    arrow = {
        "id": str(UUID(int=1)),
        "human_identifier": "7",
        "length": 70.0,
        "is_programmed": False,
        "is_active": False,
    }
    assert await errors("POST", "/arrow", arrow) == ["body.voided_date: va exactamente cuando la flecha está retirada"]
    assert await errors("GET", "/round/unheard_of") == [f"path.codename: no hay round unheard_of; mira {API}/round"]


@pytest.mark.parametrize("language", languages())
def test_an_arrow_may_be_called_like_a_day(language: str) -> None:
    sentence = translation(language)(verdict_message(Verdict("a", "off", 1, 0.0, 12.0, 0.98, None), "Monday"))
    assert "Monday" in sentence


def test_what_was_stored_is_reported_in_the_language_of_today_and_as_it_was_where_nobody_knows_its_code() -> None:
    weak = described(message("sensor_stuck", sensor="E"))
    assert text_of(weak, translation("es")) == "el sensor E está atascado: mira su cable"
    old = MessageRead(code="of_an_older_version", values={}, text="it was said so then")
    assert text_of(old, translation("es")) == "it was said so then"


def test_a_code_that_has_no_sentence_is_reported_with_its_values() -> None:
    assert translation("es")(refusal("body.x", "never_written", n=3)) == "body.x: never_written (n=3)"
    assert not catalogue("en").has("never_written")


@given(st.text(), st.text())
def test_whatever_comes_from_outside_can_be_reported_and_stored(what: str, why: str) -> None:
    stored = described(message("link_failed", link=what, why=message("as_said", text=why)))
    assert MessageRead.model_validate_json(stored.model_dump_json()) == stored
