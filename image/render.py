"""Writes the input of Raspberry Pi's rpi-image-gen from the recipe: a configuration, and one file per layer.

python -m image.render FOLDER    FOLDER is then a source tree for rpi-image-gen build -S FOLDER -c arch-stats.yaml
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from image.recipe import Layer, Recipe, early_files, read_recipe, write_files

VERSION = "1.0.0"
CUSTOMISE = '"$SRCROOT/payload/image/customise.bash" "$1" "$SRCROOT/payload" given'
CLUSTER = "etc/postgresql-common/createcluster.conf"


def header(recipe: Recipe, layer: Layer) -> str:
    requires = [*recipe.raspberry_pi.base, *layer.requires]
    fields = {
        "Layer-Name": layer.name,
        "Layer-Category": "app",
        "Layer-Desc": layer.description,
        "Layer-Version": VERSION,
        "Layer-Requires": ",".join(requires),
    }
    lines = [f"# X-Env-{name}: {value}" for name, value in fields.items()]
    return "\n".join(["# METABEGIN", *lines, "# METAEND", "---", ""])


def hooks(recipe: Recipe, layer: Layer) -> dict[str, list[str]]:
    """Return a layer's mmdebstrap hooks: the last layer makes the card, once all packages are installed."""
    found: dict[str, list[str]] = {}
    if "postgresql" in layer.packages:
        text = early_files(recipe)[CLUSTER].strip()
        folder = CLUSTER.rpartition("/")[0]
        found["setup-hooks"] = [f'mkdir -p "$1/{folder}"', f'echo "{text}" > "$1/{CLUSTER}"']
    if layer is recipe.layers[-1]:
        found["customize-hooks"] = [f"SOURCE_DATE_EPOCH={recipe.epoch} {CUSTOMISE}"]
    return found


def render_layer(recipe: Recipe, layer: Layer) -> str:
    packages = layer.packages + (recipe.raspberry_pi.packages if layer is recipe.layers[-1] else [])
    body: dict[str, Any] = {"mmdebstrap": {"packages": packages, **hooks(recipe, layer)}}
    return header(recipe, layer) + yaml.safe_dump(body, sort_keys=False, width=1000)


def render_configuration(recipe: Recipe) -> str:
    pi = recipe.raspberry_pi
    configuration: dict[str, Any] = {
        "device": {"layer": pi.device, "hostname": recipe.host_name, "user1": recipe.keeper, "user1sudo": "nopasswd"},
        "image": {"layer": pi.image, "name": recipe.name},
        "layer": {"app": recipe.layers[-1].name},
        "locale": {"default": recipe.locale, "timezone": recipe.time_zone},
        # 00 is the world regulatory domain: what all countries allow
        "ieee80211": {"regdom": recipe.country or "00"},
    }
    return yaml.safe_dump(configuration, sort_keys=False)


def shared_paths(recipe: Recipe) -> str:
    """For cards whose system is replaced as a whole: the paths that both systems share."""
    return "Version=1\n" + "".join(f"Path={path}\n" for path in recipe.kept if path.startswith(("/var/lib/", "/etc/")))


def render(recipe: Recipe) -> dict[str, str]:
    """Return every file of the source tree, by its path."""
    last = recipe.layers[-1].name
    return {
        f"config/{recipe.name}.yaml": render_configuration(recipe),
        **{f"layer/{layer.name}.yaml": render_layer(recipe, layer) for layer in recipe.layers},
        f"layer/{last}.rootfs-overlay/etc/rpi-image-gen/slot-shared.d/{recipe.name}.conf": shared_paths(recipe),
    }


def main(words: list[str]) -> int:
    if len(words) != 1:
        sys.stderr.write(__doc__ or "")
        return 2
    write_files(Path(words[0]), render(read_recipe()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
