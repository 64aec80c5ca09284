"""The card: one recipe, and what is written from it says the same and takes nothing from elsewhere."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from image.recipe import RECIPE, Recipe, base, card_files, file_systems, read_recipe
from image.render import render

ROOT = Path(__file__).parents[2]
FILES = ROOT / "image" / "files"
OURS = [*(ROOT / "systemd").glob("*.service"), *(FILES / "etc" / "systemd" / "system").glob("*.service")]
RECIPE_OF_THE_CARD = read_recipe()
RENDERED = render(RECIPE_OF_THE_CARD)
LAYERS = {Path(path).stem: text for path, text in RENDERED.items() if path.endswith(".yaml") and "layer/" in path}
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


def content(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LAYERS[name])["mmdebstrap"]
    return loaded


def changed(**changes: object) -> dict[str, Any]:
    return {**tomllib.loads(RECIPE.read_text(encoding="utf-8")), **changes}


@pytest.mark.parametrize("name", LAYERS)
def test_header(name: str) -> None:
    assert problems(LAYERS[name], name) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("X-Env-Layer-Version", "X-Env-Layer-Verison"), "unknown field"),
        (("# METAEND", "# METAENDE"), "no METABEGIN"),
        (("X-Env-Layer-Name: arch", "X-Env-Layer-Name: bow"), "the name"),
        (("# METAEND", "# X-Env-Var-wheels: yes\n# METAEND"), "without VarPrefix"),
    ],
)
def test_a_bad_header_would_be_noticed(change: tuple[str, str], problem: str) -> None:
    text = LAYERS["arch-stats-app"].replace(*change)
    assert any(problem in found for found in problems(text, "arch-stats-app"))


def test_every_package_of_the_recipe_is_in_a_layer() -> None:
    recipe = RECIPE_OF_THE_CARD
    layered = {package for name in LAYERS for package in content(name)["packages"]}
    wanted = {package for layer in recipe.layers for package in layer.packages} | set(recipe.raspberry_pi.packages)
    assert layered == wanted
    assert wanted - set(recipe.raspberry_pi.packages) <= set(recipe.packages("arm64"))


def test_layers_come_after_what_they_require() -> None:
    for layer in RECIPE_OF_THE_CARD.layers:
        header = LAYERS[layer.name].partition("---")[0]
        assert all(required in header for required in layer.requires)


def test_hooks_take_nothing_from_outside_the_tree_that_is_handed_over() -> None:
    for name in LAYERS:
        hooks = [line for key, lines in content(name).items() if key.endswith("-hooks") for line in lines]
        for line in hooks:
            assert set(re.findall(r"\$\w+(?:/[\w.-]+)?", line)) <= {"$1", "$1/etc", "$SRCROOT/payload"}, line
            assert not re.search(r"(?<![\w\"}])/(?!dev/null)\w", line.replace('"$1/', "")), line


def test_the_installer_does_the_rest_on_every_card() -> None:
    """No step of it is written down a second time."""
    customise = (ROOT / "image" / "customise.bash").read_text(encoding="utf-8")
    assert "scripts/install.bash" in customise
    assert "image/customise.bash" in LAYERS[RECIPE_OF_THE_CARD.layers[-1].name]
    assert "pip install" not in customise


def test_units_of_ours_are_there_and_are_started() -> None:
    ours = {unit for unit in RECIPE_OF_THE_CARD.units() if unit.startswith("arch-stats")}
    there = {path.name for path in [*OURS, *(ROOT / "systemd").glob("*.socket")]}
    assert ours <= there
    assert "arch-stats.service" in ours
    installer = (ROOT / "scripts" / "install.bash").read_text(encoding="utf-8")
    files = {path.name for path in (FILES / "etc" / "systemd" / "system").iterdir()}
    assert all(unit in installer for unit in ours - files)


@pytest.mark.parametrize("unit", OURS, ids=lambda path: path.name)
def test_the_state_of_every_unit_is_kept(unit: Path) -> None:
    """Where the system is read-only or exchanged, what is not kept is lost."""
    state = re.findall(r"^(?:StateDirectory)=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    for name in " ".join(state).split():
        assert f"/var/lib/{name.partition('/')[0]}" in RECIPE_OF_THE_CARD.kept


def test_both_systems_of_an_exchange_share_what_is_kept() -> None:
    shared = next(text for path, text in RENDERED.items() if "slot-shared.d" in path)
    lines = shared.splitlines()
    assert lines[0] == "Version=1"
    for path in ("/etc/arch-stats", "/var/lib/arch-stats", "/var/lib/arch-stats-postgres"):
        assert f"Path={path}" in lines


def test_a_read_only_system_writes_only_what_is_kept() -> None:
    writable, read_only = (file_systems(RECIPE_OF_THE_CARD, read_only=each).splitlines() for each in (False, True))
    assert read_only[0] == "LABEL=ROOT / ext4 ro,noatime,lazytime,errors=remount-ro 0 1"
    assert writable[0] == read_only[0].replace("ro,noatime", "rw,noatime")
    assert writable[1:] == read_only[1:]
    bound = {line.split()[1] for line in read_only if " bind," in line}
    assert bound == set(RECIPE_OF_THE_CARD.kept)


def test_what_the_cards_scripts_are_told_survives_the_shell() -> None:
    text = card_files(RECIPE_OF_THE_CARD)["card.bash"]
    output = subprocess.run(
        ["bash", "-euc", f'{text}\nprintf "%s\\n" "$HOST_NAME" "$KEEPER" "${{KEPT[@]}}"'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert output.stdout.split() == ["archstats", "keeper", *RECIPE_OF_THE_CARD.kept]


def test_another_package_is_another_base_system_and_another_setting_is_not() -> None:
    recipe = RECIPE_OF_THE_CARD
    layers = tomllib.loads(RECIPE.read_text(encoding="utf-8"))["layers"]
    layers[0]["packages"].append("postgresql-contrib")
    before = base(recipe, "amd64")
    assert before != base(Recipe.model_validate(changed(layers=layers)), "amd64")
    assert before != base(recipe, "arm64")
    assert before == base(Recipe.model_validate(changed(host_name="butt-two")), "amd64")


@pytest.mark.parametrize(
    "change",
    [
        {"host_name": "Butt 2"},
        {"country": "Spain"},
        {"kept": ["/home/../etc/shadow; rm"]},
        {"suit": "trixie"},
        {"layers": [{"name": "a", "description": "", "packages": [], "requires": ["b"]}]},
        {"layers": [{"name": "a", "description": "", "packages": []}] * 2},
        {"layers": [{"name": "a", "description": "", "packages": ["x; reboot"]}]},
    ],
)
def test_a_recipe_that_says_something_else_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Recipe.model_validate(changed(**change))


def test_nobody_logs_in_without_a_key() -> None:
    settings = (FILES / "etc" / "ssh" / "keeper_config").read_text(encoding="utf-8")
    options = dict(line.split(maxsplit=1) for line in settings.splitlines() if line and not line.startswith("#"))
    assert options["AuthenticationMethods"] == "publickey"
    assert options["PasswordAuthentication"] == options["PermitRootLogin"] == "no"
    assert options["AllowUsers"] == RECIPE_OF_THE_CARD.keeper
    # Debian's own service would let others in
    assert {"ssh.service", "ssh.socket", "getty@.service"} <= set(RECIPE_OF_THE_CARD.masked())
