"""The command line of an installed box: the program runs as the appliance's user, and never learns a file's name."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "systemd" / "arch-stats"
PROGRAM = """#!/bin/sh
echo "$*" >>{log}
printf '%s' "$CONTENT"
exit "$STATUS"
"""


class Box:
    """The script, with a program that writes down how it was called; whoever runs it is the appliance's user."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._log = folder, folder / "called"
        (folder / "bin").mkdir()
        for name, text in (
            ("program", PROGRAM.format(log=self._log)),
            ("bin/id", "#!/bin/sh\necho arch-stats\n"),
            (
                "arch-stats",
                SCRIPT.read_text().replace("/opt/arch-stats/current/venv/bin/arch-stats", f"{folder}/program"),
            ),
        ):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        self.place = folder / "place"
        self.place.mkdir()

    def type(self, *words: str, content: str = "content", status: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self._folder}/bin:{os.environ['PATH']}", "CONTENT": content, "STATUS": str(status),
        }  # fmt: skip
        return subprocess.run(
            [self._folder / "arch-stats", *words],
            capture_output=True, text=True, check=False, env=environment, cwd=self.place,
        )  # fmt: skip

    @property
    def called(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []

    @property
    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.place.iterdir()}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.mark.parametrize("words", [("--file", "report.txt"), ("--file=report.txt",), ("--f", "report.txt")])
def test_the_doctors_file_is_the_callers_also_where_something_is_not_well(box: Box, words: tuple[str, ...]) -> None:
    for status in (0, 1):
        done = box.type("doctor", *words, content=f"found {status}", status=status)
        assert (done.returncode, done.stdout, done.stderr) == (status, "", "report.txt\n")
        assert box.files == {"report.txt": f"found {status}"}
    assert box.called == ["doctor --file -"] * 2


def test_without_a_file_the_doctor_just_talks(box: Box) -> None:
    done = box.type("doctor")
    assert (done.stdout, box.called, box.files) == ("content", ["doctor"], {})
    assert (box.type("doctor", "--file", "-").stdout, box.files) == ("content", {})


@pytest.mark.parametrize(
    ("content", "end"), [("rows", ".ndjson.gz"), ("age-encryption.org/v1\nsealed", ".ndjson.gz.age")]
)
def test_a_backup_for_elsewhere_is_the_callers_and_named_for_what_it_is(box: Box, content: str, end: str) -> None:
    assert box.type("backup", "--to", ".", content=content).returncode == 0
    ((name, kept),) = box.files.items()
    assert (name.startswith("arch-stats-"), name.endswith(f"Z{end}"), kept) == (True, True, content)
    assert box.called == ["backup --to -"]


def test_a_backup_for_the_box_itself_is_the_programs(box: Box) -> None:
    box.type("backup", "--verify")
    assert (box.called, box.files) == (["backup --verify"], {})


def test_a_picture_is_the_callers(box: Box) -> None:
    assert box.type("relocate", "--write", "--picture", "moved.svg").returncode == 0
    assert (box.called, box.files) == (["relocate --write --picture moved.svg --picture -"], {"moved.svg": "content"})


@pytest.mark.parametrize("words", [("export", "x"), ("backup", "--to", "."), ("doctor", "--file", "x")])
def test_what_failed_leaves_nothing(box: Box, words: tuple[str, ...]) -> None:
    assert box.type(*words, content="", status=3).returncode == 3
    assert box.type(*words, content="", status=0).returncode == 1
    assert box.files == {}


@pytest.mark.parametrize("words", [("export", "x"), ("backup", "--to", ".")])
def test_half_a_backup_is_none(box: Box, words: tuple[str, ...]) -> None:
    assert box.type(*words, content="half", status=1).returncode == 1
    assert box.files == {}


@pytest.mark.parametrize("words", [("export", "x"), ("doctor", "--file", "x"), ("relocate", "--picture", "x")])
def test_what_is_no_plain_file_is_not_replaced(box: Box, words: tuple[str, ...]) -> None:
    os.mkfifo(box.place / "x")
    done = box.type(*words)
    assert (done.returncode, "no plain file" in done.stderr, box.called) == (1, True, [])
    (box.place / "x").unlink()
    (box.place / "x").symlink_to("elsewhere")
    assert box.type(*words).returncode == 1
    assert not (box.place / "elsewhere").exists()
