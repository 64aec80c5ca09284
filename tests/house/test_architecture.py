"""The pictures show the import contracts, and the walk of an impact, as they are."""

from scripts import walk
from scripts.architecture import TARGET, boxes, columns_of, contracts, draw, rows_of


def test_the_picture_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == draw(), "run .venv/bin/python scripts/architecture.py"


def test_the_picture_of_the_walk_is_fresh() -> None:
    assert walk.TARGET.read_text(encoding="utf-8") == walk.draw(), "run .venv/bin/python scripts/walk.py"


def test_a_layer_stands_beside_its_like_and_the_others_share_what_is_between() -> None:
    long = [("a",), ("b",), ("c",), ("d",)]
    assert rows_of([("a",), ("x",), ("y",), ("d",)], long) == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert rows_of([("a",), ("x",), ("d",)], long) == [(0, 1), (1, 3), (3, 4)]
    assert rows_of([("x",), ("y",)], long) == [(2, 3), (3, 4)]


def test_every_layer_of_every_contract_is_drawn() -> None:
    columns = columns_of(contracts())
    drawn = {layer for layer, *_ in boxes(columns)}
    assert drawn == {layer for _, layers in columns for layer in layers}
