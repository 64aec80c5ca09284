"""Draws a QR code for print as one path of squares, which stays sharp at every size."""

from xml.etree.ElementTree import Element, SubElement

import segno


def draw_code(parent: Element, text: str, label: str, size_mm: int) -> None:
    """Draw `text` as a QR code; `label`: its text for screen readers."""
    matrix = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    modules, size = str(len(matrix)), f"{size_mm}mm"
    svg = SubElement(
        parent,
        "svg",
        {"viewBox": f"0 0 {modules} {modules}", "width": size, "height": size, "role": "img", "aria-label": label,
         "shape-rendering": "crispEdges"},
    )  # fmt: skip
    dark = [(x, y) for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark]
    SubElement(svg, "path", {"d": "".join(f"M{x} {y}h1v1h-1z" for x, y in dark), "fill": "#000"})
