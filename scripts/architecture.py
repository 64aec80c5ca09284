"""Draws the import contracts of pyproject.toml: .github/docs/architecture.svg.

Each layers contract is a column, in which a higher row may import the lower ones; a layer in several columns is drawn
across them. Forbidden contracts are listed below the columns. A package's purpose is the first line of its docstring.
"""

import ast
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

ROOT = Path(__file__).parents[1]
TARGET = ROOT / ".github" / "docs" / "architecture.svg"
COLUMN, ROW, GAP, TOP, MARGIN = 400, 46, 6, 96, 16
WALL_CHARACTERS, BOX_CHARACTERS = 200, 64
FONT = "Helvetica, Arial, sans-serif"
FILLS = ("#e8eef7", "#e6f2e6", "#fbeedd", "#f3e6f5")
SHARED_FILL = "#f4f1ea"

Layer = tuple[str, ...]


def contracts() -> list[dict[str, Any]]:
    """Return the contracts as import-linter reads them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return found


def columns_of(found: Sequence[dict[str, Any]]) -> list[tuple[str, list[Layer]]]:
    """Name and layers of each contract of layers, the longest first."""
    layered = [
        (contract["name"].partition(",")[0], [tuple(layer.split(" | ")) for layer in contract["layers"]])
        for contract in found
        if contract["type"] == "layers"
    ]
    return sorted(layered, key=lambda column: -len(column[1]))


def rows_of(layers: Sequence[Layer], by: Sequence[Layer]) -> list[tuple[float, float]]:
    """Place each layer in rows of the first column: at the same layer, or with a share of the space between two."""
    anchors = [by.index(layer) if layer in by else None for layer in layers]
    if not any(anchor is not None for anchor in anchors):
        first = len(by) - len(layers)
        return [(first + k, first + k + 1) for k in range(len(layers))]
    places: list[tuple[float, float]] = []
    for k, anchor in enumerate(anchors):
        if anchor is not None:
            places.append((anchor, anchor + 1))
            continue
        above = next((a + 1 for a in reversed(anchors[:k]) if a is not None), 0)
        below = next((a for a in anchors[k:] if a is not None), len(by))
        start = next((j + 1 for j in range(k - 1, -1, -1) if anchors[j] is not None), 0)
        count = next((j for j in range(k, len(layers)) if anchors[j] is not None), len(layers)) - start
        size = (below - above) / count
        places.append((above + size * (k - start), above + size * (k - start + 1)))
    return places


def purpose(module: str) -> str:
    """The first line of a module's docstring."""
    path = ROOT / Path(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def boxes(columns: Sequence[tuple[str, list[Layer]]]) -> Iterator[tuple[Layer, int, int, float, float]]:
    """Each layer with its first and last column and its first and last row; a layer of several columns only once."""
    seen: dict[tuple[Layer, float, float], list[int]] = {}
    for number, (_, layers) in enumerate(columns):
        for layer, (top, bottom) in zip(layers, rows_of(layers, columns[0][1]), strict=True):
            seen.setdefault((layer, top, bottom), []).append(number)
    for (layer, top, bottom), numbers in seen.items():
        for group in _neighbours(numbers):
            yield layer, group[0], group[-1], top, bottom


def _neighbours(numbers: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for number in numbers:
        if groups and groups[-1][-1] == number - 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def draw() -> str:
    """The picture as SVG."""
    found = contracts()
    columns = columns_of(found)
    width = MARGIN * 2 + COLUMN * len(columns)
    floor = TOP + ROW * len(columns[0][1])
    lines = list(_wall_lines(found))
    height = floor + 50 + 17 * len(lines)
    svg = Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "font-family": FONT}
    )
    SubElement(svg, "title").text = "The packages of the appliance: who may import whom"
    SubElement(svg, "rect", {"width": str(width), "height": str(height), "fill": "white"})
    _write(svg, MARGIN, 30, "Who may import whom", 20, bold=True)
    _write(svg, MARGIN, 52, "Every floor may use those below it, never one above or beside it.", 13)
    for number, (name, _) in enumerate(columns):
        _write(svg, MARGIN + COLUMN * number + GAP, TOP - 12, name, 14, bold=True)
    for layer, first, last, top, bottom in boxes(columns):
        _box(svg, layer, first, last, top, bottom)
    _write(svg, MARGIN, floor + 30, "Walls", 14, bold=True)
    for number, line in enumerate(lines):
        _write(svg, MARGIN, floor + 50 + 17 * number, line, 12)
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def _box(svg: Element, layer: Layer, first: int, last: int, top: float, bottom: float) -> None:
    x, width = MARGIN + COLUMN * first + GAP, COLUMN * (last - first + 1) - 2 * GAP
    y, height = TOP + ROW * top + GAP / 2, ROW * (bottom - top) - GAP
    fill = FILLS[first % len(FILLS)] if first == last else SHARED_FILL
    left = float(x)
    for module in layer:
        name = module.removeprefix("appliance.")
        label = name.removeprefix("drivers.") if len(layer) > 1 else name
        share = width * _weight(module) / sum(_weight(other) for other in layer)
        place = {"x": f"{left:.1f}", "y": f"{y:g}", "width": f"{share - 2:.1f}", "height": f"{height:g}", "rx": "4"}
        box = SubElement(svg, "rect", {**place, "fill": fill, "stroke": "#777"})
        SubElement(box, "title").text = f"{module}: {purpose(module)}"
        middle = y + height / 2
        if len(layer) > 1:
            _write(svg, left + 6, middle + 4, label, 12, bold=True)
        else:
            whole = purpose(module)
            text = textwrap.shorten(whole, BOX_CHARACTERS * (last - first + 1), placeholder=" ...")
            _write(svg, left + 8, middle - 2, label, 13, bold=True)
            _write(svg, left + 8, middle + 13, text, 11)
        left += share


def _weight(module: str) -> int:
    """Relative width of a module in its row, by the length of its name."""
    return len(module.rpartition(".")[2]) + 3


def _wall_lines(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    for contract in found:
        if contract["type"] == "forbidden":
            sources, targets = ", ".join(contract["source_modules"]), ", ".join(contract["forbidden_modules"])
            text = f"{contract['name']}.  {sources}  never import  {targets}".replace("appliance.", "")
            yield from textwrap.wrap(text, WALL_CHARACTERS, subsequent_indent="    ")
        elif contract["type"] != "layers":
            yield f"{contract['name']}."


def _write(svg: Element, x: float, y: float, text: str, size: int, *, bold: bool = False) -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "font-size": str(size)}
    SubElement(svg, "text", {**place, **({"font-weight": "bold"} if bold else {})}).text = text


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(draw(), encoding="utf-8")
