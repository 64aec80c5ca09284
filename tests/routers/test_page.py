import json

import pytest
from aiohttp import ClientSession
from openapi_spec_validator import validate
from yarl import URL

from tests.routers.conftest import Phone


async def test_the_page_and_its_fallback(phone: Phone) -> None:
    response = await phone.client.get("/", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/app/")
    assert response.headers["Cache-Control"] == "max-age=604800"
    for path in ("/app/", "/app/history/7"):
        response = await phone.client.get(path)
        assert "<h1>page</h1>" in await response.text()
        assert response.headers["Cache-Control"] == "max-age=604800"
    response = await phone.client.get("/app/worker.js")
    assert response.headers["Cache-Control"] == "no-cache"
    response = await phone.client.get("/app/assets/app-abc.js")
    assert "immutable" in response.headers["Cache-Control"]


async def test_a_file_is_sent_compressed_to_whom_takes_it(phone: Phone) -> None:
    async with ClientSession(auto_decompress=False) as http:
        for takes, how in (("gzip, deflate", "gzip"), ("gzip, deflate, br", "br"), ("identity", None)):
            url = phone.client.make_url("/app/assets/packed.js")
            async with http.get(url, headers={"Accept-Encoding": takes}) as response:
                assert response.headers.get("Content-Encoding") == how
                assert response.headers.get("Vary") == ("Accept-Encoding" if how else None)
                assert response.content_type.endswith("/javascript")
                assert "immutable" in response.headers["Cache-Control"]
                assert await response.text() == {"gzip": "packed.js.gz", "br": "packed.js.br", None: "packed.js"}[how]


async def test_no_path_leads_out_of_the_page(phone: Phone) -> None:
    for path in (
        "/app/../secret.txt",
        "/app/%2e%2e/secret.txt",
        "/app/..%2fsecret.txt",
        "/app//etc/passwd",
        "/app/%00",
    ):
        response = await phone.client.get(path)
        text = await response.text()
        assert "never to be seen" not in text
        assert "root:" not in text


async def test_the_document_is_valid_and_says_what_is(phone: Phone) -> None:
    response = await phone.client.get("/api/openapi.json")
    document = json.loads(await response.text())
    validate(document)
    operation = document["paths"]["/api/v0/session/{id}"]["patch"]
    refusals = {"400", "401", "403", "404", "408", "409", "413", "415", "422", "500", "503"}
    assert set(operation["responses"]) == {"202", *refusals}
    assert operation["security"] == [{"token": []}, {"cookie": []}]
    assert document["paths"]["/api/v0/session"]["get"]["security"][0] == {}
    assert set(document["components"]["securitySchemes"]) == {"token", "cookie"}


async def test_swagger_needs_no_internet(phone: Phone) -> None:
    text = await (await phone.client.get("/api/swagger")).text()
    assert "SwaggerUIBundle" in text
    assert "http" not in text.replace("<!doctype html>", "")


async def test_a_file_that_is_not_there_is_not_the_page(phone: Phone) -> None:
    for path in ("/app/assets/app-old.js", "/app/assets/", "/app/assets/x/y.css", "/app/assets/%2e%2e/assets/no.js"):
        assert (await phone.envelope(await phone.client.get(path)))[0] == 404


@pytest.mark.parametrize(
    "name",
    [
        "x" * 256,
        "x" * 4000,
        "a/" * 2000,
        "%00",
        "%ed%a0%80",
        "%ff%fe",
        "%C3%A9" * 128,
        "assets/" + "x" * 300,
        "/" * 3000,
    ],
)
async def test_what_no_file_can_be_called_is_not_there(name: str, phone: Phone) -> None:
    response = await phone.client.get(URL(f"/app/{name}", encoded=True), allow_redirects=False)
    assert response.status in (200, 404)
    if response.status == 404:
        await phone.envelope(response)
    else:
        assert "<h1>page</h1>" in await response.text()
