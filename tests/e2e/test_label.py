"""The label fits what it is printed on: one page of a label printer's roll, and of A4."""

import re

import pytest
from playwright.async_api import Browser

from appliance.messages.translation import translation
from appliance.printing.label import print_label
from appliance.printing.page import Printed
from appliance.schema.printing import LabelSize
from tests.printing.test_label import LABEL

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", ["62x100", "a4"])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_a_label_is_one_page_and_nothing_is_cut_off(browser: Browser, size: LabelSize, language: str) -> None:
    page = await browser.new_page()
    await page.set_content(print_label(Printed(translation(language), language), LABEL, size))
    pdf = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    points = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)[0]
    assert tuple(round(float(each) / 72 * 25.4) for each in points) == ((62, 100) if size == "62x100" else (210, 297))
    await page.emulate_media(media="print")
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    await page.close()
