"""The command line as a person types it: what is wrong is one line, and the status says so."""

import asyncio
import json
import os
import socket
import sys
from pathlib import Path

import pytest

from tests.builders import a_survey
from tests.data import ACOUSTICS

WAIT_S = 60


async def typed(*words: str, **env: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "appliance", *words,
        env={"PATH": os.environ["PATH"], "ARCH_STATS_MDNS": "false", **env},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), WAIT_S)
    return process.returncode or 0, out.decode(), err.decode()


def complaint(err: str) -> str:
    (line,) = [text for text in err.splitlines() if not text.startswith(("INFO", "WARNING"))]
    return line


@pytest.mark.parametrize(
    "word",
    [
        "serve",
        "demo",
        "bot",
        "migrate",
        "replay",
        "locate",
        "parse",
        "export",
        "import",
        "backup",
        "restore",
        "relocate",
        "set-aside",
        "doctor",
    ],
)
async def test_every_word_has_help(word: str) -> None:
    code, out, _ = await typed(word, "--help")
    assert code == 0
    assert "usage: arch-stats" in out


async def test_wrong_words_are_2() -> None:
    code, _, err = await typed("fly")
    assert code == 2
    assert "invalid choice: 'fly'" in err


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"ARCH_STATS_NODE_BUAD": "9600"}, "ARCH_STATS_NODE_BUAD in the environment: there is no such setting"),
        ({"ARCH_STATS_SERVER_PORT": "web"}, "ARCH_STATS_SERVER_PORT='web'"),
        ({"ARCH_STATS_IMPACT_PINS": "17,99"}, "ARCH_STATS_IMPACT_PINS='99'"),
        ({"ARCH_STATS_NODE_PROTOCOL": "morse"}, "ARCH_STATS_NODE_PROTOCOL='morse'"),
        ({"ARCH_STATS_NAME": "two words"}, "ARCH_STATS_NAME='two words'"),
        ({"ARCH_STATS_CONFIG": "/no/such/file"}, "ARCH_STATS_CONFIG=/no/such/file: cannot be read"),
        ({"ARCH_STATS_SURVEY": "/no/such/file"}, "survey /no/such/file: cannot be read"),
        ({"ARCH_STATS_DATA_DIR": "/proc/nowhere"}, "the data directory /proc/nowhere cannot be written"),
        ({"POSTGRES_SOCKET_DIR": "/no/such", "POSTGRES_DB": "x", "POSTGRES_USER": "x"}, "does not answer"),
    ],
)
async def test_a_bad_setting_is_one_line_that_says_what_to_do(env: dict[str, str], sentence: str) -> None:
    words = ["serve"] if "POSTGRES_DB" not in env else ["bot"]
    code, _, err = await typed(*words, **env)
    assert code == 1
    line = complaint(err)
    assert line.startswith("arch-stats: ")
    assert sentence in line


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sensors": []}, "0 sensors: an array has 3 to 8"),
        ({"butt": {"width_mm": 1300.0, "hieght_mm": 1300.0}}, "butt."),
        ({"acoustics": {"sigma_us": -1.0}}, "acoustics.sigma_us"),
        ({"butt": {"width_mm": 130.0, "height_mm": 130.0}}, "is far from the butt, 130 x 130 mm: give millimetres"),
        ({"board": {"centre_x_mm": -5.0, "centre_y_mm": 65.0}}, "board: its centre is beside the butt"),
    ],
)
async def test_a_survey_that_cannot_be_is_one_line(change: dict[str, object], sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(a_survey().model_dump() | change))
    code, _, err = await typed("serve", ARCH_STATS_SURVEY=str(path), ARCH_STATS_DATA_DIR=str(tmp_path))
    assert code == 1
    assert sentence in complaint(err)
    assert not (tmp_path / "postgres").exists()


async def test_two_sensors_at_one_place_are_named(tmp_path: Path) -> None:
    survey = a_survey().model_dump()
    survey["sensors"][3] |= {"x_mm": survey["sensors"][2]["x_mm"], "y_mm": survey["sensors"][2]["y_mm"]}
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(survey))
    code, _, err = await typed("serve", ARCH_STATS_SURVEY=str(path))
    assert code == 1
    assert "sensors 'NE' and 'E' are at one place" in complaint(err)


async def test_a_toml_survey_with_a_typo_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text("[butt\nwidth_mm = 1300")
    code, _, err = await typed("serve", ARCH_STATS_SURVEY=str(path))
    assert code == 1
    assert "is not TOML" in complaint(err)


async def test_a_port_in_use_is_one_line_and_the_database_ends(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, _, err = await typed(
            "serve",
            ARCH_STATS_SERVER_PORT=port,
            ARCH_STATS_SERVER_HOST="127.0.0.1",
            ARCH_STATS_DATA_DIR=str(data_dir),
        )
    assert code == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in complaint(err)
    assert not (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()


async def test_settings_come_from_a_file_and_the_environment_wins(tmp_path: Path) -> None:
    config = tmp_path / "arch-stats.toml"
    config.write_text('ARCH_STATS_NODE_PROTOCOL = "morse"\nARCH_STATS_SERVER_PORT = "web"\n')
    _, _, err = await typed("serve", ARCH_STATS_CONFIG=str(config), ARCH_STATS_NODE_PROTOCOL="auto")
    assert "ARCH_STATS_SERVER_PORT='web'" in complaint(err)


async def test_locate_and_parse_answer_files() -> None:
    code, out, _ = await typed("locate", str(ACOUSTICS / "clean.json"))
    assert code == 0
    assert len(out.splitlines()) == 48
    assert json.loads(out.splitlines()[0])["outcome"] == "located"
    code, out, _ = await typed("parse", str(ACOUSTICS / "serial_arduino_4_0.json"))
    assert code == 0
    assert [json.loads(line)["type"] for line in out.splitlines()][-2:] == ["keep_alive", "keep_alive"]


async def test_a_file_that_cannot_be_answered_keeps_no_other_back() -> None:
    code, out, err = await typed(
        "locate", *(str(ACOUSTICS / f"{name}.json") for name in ("serial_arduino_4_0", "clean"))
    )
    assert code == 1
    assert "is 'acoustics-serial/1'" in complaint(err)
    assert len(out.splitlines()) == 48


@pytest.mark.parametrize("word", ["locate", "parse"])
async def test_a_file_of_another_kind_is_one_line(word: str) -> None:
    wrong = "serial_arduino_4_0" if word == "locate" else "clean"
    code, _, err = await typed(word, str(ACOUSTICS / f"{wrong}.json"))
    assert code == 1
    assert "acoustics-" in complaint(err)
    assert (await typed(word, "/no/such/file"))[0] == 1


async def test_migrate_makes_the_embedded_database(data_dir: Path) -> None:
    code, out, _ = await typed("migrate", ARCH_STATS_DATA_DIR=str(data_dir))
    assert (code, out) == (0, "the database is up to date\n")


async def test_what_is_set_aside_is_listed_and_tried_again_all_or_one(data_dir: Path) -> None:
    settings = {"ARCH_STATS_DATA_DIR": str(data_dir)}
    nothing = (0, "nothing is set aside\n", "")
    assert (await typed("migrate", **settings))[0] == 0
    assert await typed("set-aside", **settings) == nothing
    assert await typed("set-aside", "--retry", **settings) == nothing
    one = "74a55e0b-c2ab-4c1a-886a-418b7dc4b9e5"
    code, _, err = await typed("set-aside", "--retry", one, **settings)
    assert (code, complaint(err)) == (1, f"arch-stats: no event {one} is set aside: arch-stats set-aside lists them")
    code, _, err = await typed("set-aside", "--retry", "7")
    assert code == 2
    assert "'7' is no ID: arch-stats set-aside lists them" in err


async def test_replay_plays_a_recording_into_the_appliance(data_dir: Path, tmp_path: Path) -> None:
    survey = tmp_path / "survey.json"
    survey.write_text(a_survey(board={"centre_x_mm": 650.0, "centre_y_mm": 650.0}).model_dump_json())
    code, out, err = await typed(
        "replay", str(ACOUSTICS / "serial_esp32_5_2.json"),
        ARCH_STATS_DATA_DIR=str(data_dir), ARCH_STATS_SURVEY=str(survey), ARCH_STATS_SERVER_PORT="0",
    )  # fmt: skip
    assert code == 0, err
    assert out.splitlines()[-1] == "replayed"
    assert "impact at (651.1, 666.8) mm" in err
