"""What stands on the label is read back by a decoder that knows nothing of us."""

import re
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
import zxingcpp

from appliance.commands.qr_code import qr_code
from appliance.messages.catalogue import DEFAULT, languages
from appliance.messages.translation import translation
from appliance.printing.label import Label, print_label
from appliance.printing.page import Printed
from appliance.schema.printing import LabelSize
from appliance.wifi.own import OwnNetwork

OWN = OwnNetwork("Arch-Stats 7K2M", "abcd-efgh-jkmn")
LABEL = Label("archstats", "http://archstats.local/app/", "http://10.42.0.1/app/", OWN, "482913", "AB:" * 31 + "CD")
SCALE = 4


def decoded(modules: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> str:
    """What a phone reads off dark modules (1) on a light ground."""
    picture = np.kron(255 * (1 - modules), np.ones((SCALE, SCALE), dtype=np.uint8)).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(np.pad(picture, 4 * SCALE, constant_values=255))
    return str(found.text)


def printed_codes(html: str) -> list[str]:
    plain = re.sub(r"<!doctype html>|<(meta|link)[^>]*>", "", html)
    page = fromstring(plain)  # noqa: S314  (it is our own)
    texts = []
    for svg in page.iter("svg"):
        size = int(svg.attrib["viewBox"].split()[-1])
        modules = np.zeros((size, size), dtype=np.uint8)
        (path,) = svg
        for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path.attrib["d"]):
            modules[int(y), int(x)] = 1
        texts.append(decoded(modules))
    return texts


def label(size: LabelSize = "62x100", language: str = "en", **changes: object) -> str:
    values = {name: getattr(LABEL, name) for name in LABEL.__slots__} | changes
    return print_label(Printed(translation(language), language), Label(**values), size)


@pytest.mark.parametrize("size", ["62x100", "a4"])
def test_both_codes_are_read_as_what_is_written_beside_them(size: LabelSize) -> None:
    html = label(size)
    assert printed_codes(html) == [OWN.code, "http://archstats.local/app/"]
    for text in (OWN.ssid, OWN.password, LABEL.url, LABEL.by_number, "482913", LABEL.authority_fingerprint):
        assert str(text) in html


def test_a_name_that_means_something_in_such_a_code_is_read_as_it_is() -> None:
    own = OwnNetwork('Butt;"7":, \\ é', "a;b:c,d\\e")
    assert printed_codes(label(own=own))[0] == own.code
    # as phones take it apart again: a backslash stands before what is meant literally
    fields = dict(re.findall(r"(\w):((?:[^;\\]|\\.)*);", own.code.removeprefix("WIFI:")))
    assert re.sub(r"\\(.)", r"\1", fields["S"]) == own.ssid
    assert re.sub(r"\\(.)", r"\1", fields["P"]) == own.password


def test_a_box_without_an_access_point_has_the_code_of_its_page_alone() -> None:
    html = label(own=None, pin=None, authority_fingerprint=None, by_number=LABEL.url)
    assert printed_codes(html) == [LABEL.url]
    assert "PIN" not in html


@pytest.mark.parametrize("language", [name for name in languages() if name != DEFAULT])
def test_it_is_printed_in_every_language(language: str) -> None:
    assert label(language=language) != label()


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_code_in_a_terminal_is_read_too(encoding: str) -> None:
    text = qr_code(OWN.code, encoding)
    if encoding == "ascii":
        rows = [[int(line[k] == " ") for k in range(0, len(line), 2)] for line in text.splitlines()]
    else:
        halves = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}
        rows = [[halves[c][half] for c in line] for line in text.splitlines() for half in (0, 1)]
    assert decoded(np.array(rows, dtype=np.uint8)) == OWN.code
