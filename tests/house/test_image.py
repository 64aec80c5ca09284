"""The image's layers: their headers, and that they put on the card what the recipe says."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

IMAGE = Path(__file__).parents[2] / "image"
SYSTEMD = IMAGE.parent / "systemd"
LAYERS = sorted((IMAGE / "layer").glob("*.yaml"))
RECIPE = tomllib.loads((IMAGE / "recipe.toml").read_text())
REQUIRED = ("Name", "Category", "Desc", "Version")
FIELD = re.compile(
    r"# X-Env-(Layer-(Name|Category|Desc|Version|Requires|Provides|Conflicts)|VarPrefix"
    r"|Var-\w+(-(Desc|Required|Valid|Set))?): \S.*"
)


def problems(text: str, name: str) -> list[str]:
    """What the header grammar of rpi-image-gen forbids."""
    header = re.match(r"# METABEGIN\n(?P<body>(?:#.*\n)*?)# METAEND\n---\n", text)
    if header is None:
        return ["no METABEGIN ... METAEND header before ---"]
    lines = header["body"].splitlines()
    found = [f"unknown field: {line}" for line in lines if not FIELD.fullmatch(line)]
    found += [f"missing {field}" for field in REQUIRED if not any(f"X-Env-Layer-{field}: " in line for line in lines)]
    if f"# X-Env-Layer-Name: {name}" not in lines:
        found.append("the name is not the file's")
    if any("X-Env-Var-" in line for line in lines) and not any("X-Env-VarPrefix: " in line for line in lines):
        found.append("variables without VarPrefix")
    return found


def content(layer: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(layer.read_text())["mmdebstrap"]
    return loaded


@pytest.mark.parametrize("layer", LAYERS, ids=lambda p: p.stem)
def test_header(layer: Path) -> None:
    assert problems(layer.read_text(), layer.stem) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("X-Env-Layer-Version", "X-Env-Layer-Verison"), "unknown field"),
        (("# METAEND", "# METAENDE"), "no METABEGIN"),
        (("X-Env-Layer-Name: arch", "X-Env-Layer-Name: bow"), "the name"),
        (("# X-Env-VarPrefix: archstats\n", ""), "without VarPrefix"),
    ],
)
def test_a_bad_header_would_be_noticed(change: tuple[str, str], problem: str) -> None:
    text = (IMAGE / "layer" / "arch-stats-app.yaml").read_text().replace(*change)
    assert any(problem in found for found in problems(text, "arch-stats-app"))


@pytest.mark.parametrize("layer", LAYERS, ids=lambda p: p.stem)
def test_packages_and_units_are_those_of_the_recipe(layer: Path) -> None:
    wanted = RECIPE[layer.stem]
    assert content(layer)["packages"] == wanted["packages"]
    enabled = [line.split()[-1] for line in content(layer)["customize-hooks"] if "enable-units" in line]
    assert enabled == wanted["units"]


def test_every_part_of_the_recipe_has_its_layer() -> None:
    assert {layer.stem for layer in LAYERS} == {name for name, part in RECIPE.items() if isinstance(part, dict)}


def test_files_that_layers_take_exist() -> None:
    for layer in LAYERS:
        for name in re.findall(r"\$SRCROOT/systemd/([\w.-]+)", layer.read_text()):
            assert (SYSTEMD / name).exists(), name


def test_configuration_names_layers_that_are_there() -> None:
    config = yaml.safe_load((IMAGE / "config" / "arch-stats.yaml").read_text())
    ours = {value for value in config["layer"].values() if value.startswith("arch-stats")}
    assert ours <= {layer.stem for layer in LAYERS}
