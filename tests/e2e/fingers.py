"""What fingers did on a page, and what the page made of it: shown where a test failed."""

import json

from playwright.async_api import Error, Page

NOTED = 60
"""The newest events of a page that are kept."""
KEEP = f"""
(() => {{
  const noted = (window.fingers = []);
  const kinds = ["touchstart", "touchend", "touchcancel", "pointercancel", "contextmenu", "click", "close"];
  const note = (event) => {{
    const at = event.changedTouches?.[0] ?? event;
    const on = event.target instanceof Element ? event.target : null;
    const text = (on?.getAttribute("aria-label") ?? on?.textContent ?? "").trim().slice(0, 40);
    noted.push([Math.round(performance.now()), Math.round(event.timeStamp), event.type, at.clientX, at.clientY,
                on?.tagName, text, location.pathname]);
    noted.splice(0, noted.length - {NOTED});
  }};
  for (const kind of kinds) addEventListener(kind, note, {{ capture: true, passive: true }});
}})();
"""
"""A script for every page of a context."""


async def fingers(page: Page) -> str:
    """The newest events, a line each: when it was handled and when it happened, ms; kind; place; on what."""
    try:
        noted = await page.evaluate("window.fingers ?? []")
    except Error as error:
        return f"{page.url}: {error.message}"
    return "\n".join([f"{page.url}: what fingers did", *(json.dumps(one) for one in noted)])
