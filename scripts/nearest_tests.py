"""The nearest tests of each file, for scripts/mutation.py."""

from pathlib import Path

RELEASES = (
    "tests/sensing/test_bows.py",
    "tests/sensing/test_bow_bounds.py",
    "tests/sensing/test_settling.py",
    "tests/sensing/test_releases_set_aside.py",
    "tests/models/test_releases.py",
    "tests/models/test_unreadable_releases.py",
)
CLOCK = (
    "tests/models/test_clock.py",
    "tests/models/test_clock_asked.py",
    "tests/models/test_clock_far.py",
    "tests/models/test_clock_said.py",
    "tests/models/test_two_epochs.py",
)
PIPELINE = (
    "tests/sensing/test_any_event.py",
    "tests/sensing/test_backlog.py",
    "tests/sensing/test_batches.py",
    "tests/sensing/test_beside_others.py",
    "tests/sensing/test_board_continuity.py",
    "tests/sensing/test_exchange_watch.py",
    "tests/sensing/test_full_card.py",
    "tests/sensing/test_late_database.py",
    "tests/sensing/test_measure.py",
    "tests/sensing/test_never_lost.py",
    "tests/sensing/test_other_survey.py",
    "tests/sensing/test_parts_alone.py",
    "tests/sensing/test_pipeline.py",
    "tests/sensing/test_recording.py",
    "tests/sensing/test_reporting.py",
    "tests/sensing/test_retries.py",
    "tests/sensing/test_sensor_tests.py",
    "tests/sensing/test_set_aside.py",
    "tests/sensing/test_stored_as_heard.py",
    "tests/sensing/test_taking_in.py",
    "tests/sensing/test_releases_set_aside.py",
)
TAPS = (
    "tests/sensing/test_acceptance.py",
    "tests/sensing/test_calibration_bounds.py",
    "tests/sensing/test_calibrator.py",
    "tests/sensing/test_exchange_watch.py",
    "tests/sensing/test_left_shares.py",
    "tests/sensing/test_measure.py",
    "tests/sensing/test_odd_calibration.py",
    "tests/sensing/test_other_survey.py",
    "tests/sensing/test_parts_alone.py",
    "tests/sensing/test_pipeline.py",
    "tests/sensing/test_relocating_air.py",
    "tests/models/test_late_taps.py",
    "tests/models/test_unreadable_taps.py",
    "tests/routers/test_unreadable_survey.py",
    "tests/commands/test_relocate.py",
    "tests/hil/test_calibration.py",
    "tests/hil/test_survey.py",
)
TAGS = ("tests/sensing/test_parts_alone.py", "tests/sensing/test_programming.py", "tests/hil/test_arrow_reader.py")
JOURNAL = (
    "tests/sensing/test_journal.py",
    "tests/sensing/test_journal_files.py",
    "tests/sensing/test_journal_room.py",
    "tests/sensing/test_newer_entries.py",
    "tests/sensing/test_any_event.py",
    "tests/sensing/test_parts_alone.py",
    "tests/sensing/test_never_lost.py",
    "tests/sensing/test_full_card.py",
    "tests/sensing/test_batches.py",
    "tests/sensing/test_taking_in.py",
)
SCORING = (
    "tests/core/test_brackets.py",
    "tests/core/test_constants.py",
    "tests/core/test_form.py",
    "tests/core/test_grouping.py",
    "tests/core/test_guards.py",
    "tests/core/test_interval.py",
    "tests/core/test_matches.py",
    "tests/core/test_outline.py",
    "tests/core/test_scoring.py",
    "tests/core/test_small_parts.py",
    "tests/core/test_tapped_face.py",
    "tests/core/test_target_arrows.py",
    "tests/core/test_verdicts.py",
    "tests/models/test_scoring_in_sql.py",
    "tests/models/test_outlines_in_sql.py",
    "tests/models/test_line_calls.py",
    "tests/rounds/test_faces_of_rounds.py",
)
# the nearest tests of a file, by the longest prefix of its path
NEAREST = {
    "appliance/sensing/": PIPELINE,
    **dict.fromkeys(
        (
            "appliance/sensing/acceptance.py",
            "appliance/sensing/calibrator.py",
            "appliance/sensing/in_force.py",
            "appliance/sensing/measure.py",
            "appliance/sensing/refreshing.py",
            "appliance/sensing/relocating.py",
            "appliance/sensing/surveys.py",
        ),
        TAPS,
    ),
    "appliance/sensing/programming.py": TAGS,
    "appliance/sensing/tags.py": TAGS,
    "appliance/sensing/bows.py": RELEASES,
    "appliance/sensing/entries.py": JOURNAL,
    "appliance/sensing/journal": JOURNAL,
    "appliance/sensing/open_segment.py": JOURNAL,
    "appliance/sensing/reserve.py": JOURNAL,
    "appliance/sensing/segments.py": JOURNAL,
    "appliance/sensing/releases.py": RELEASES,
    "appliance/sensing/settling.py": RELEASES,
    "appliance/sensing/chirp": (
        "tests/sensing/test_chirps.py",
        "tests/sensing/test_chirp_findings.py",
        "tests/sensing/test_chirp_survey.py",
        "tests/sensing/test_chirp_timing.py",
    ),
    "appliance/sensing/clock.py": CLOCK,
    "appliance/health/": ("tests/live", "tests/hil/test_without_database.py", "tests/routers/test_sensor_tests.py"),
    "appliance/live/timed_ends.py": ("tests/models/test_timed_ends.py", "tests/live/test_nothing_to_follow.py"),
    "appliance/live/": ("tests/live", "tests/routers/test_websocket.py"),
    "appliance/routers/websocket": (
        "tests/routers/test_one_socket.py",
        "tests/routers/test_websocket.py",
        "tests/routers/test_socket_bounds.py",
        "tests/routers/test_malformed.py",
    ),
    "appliance/routers/": ("tests/routers",),
    "appliance/core/scoring": SCORING,
    "appliance/core/air/chirp": ("tests/core/test_chirps.py", "tests/core/test_exchange.py"),
    "appliance/core/": ("tests/core", "tests/models/test_scoring_in_sql.py"),
    "appliance/models/": ("tests/models",),
    "appliance/database/": ("tests/database",),
    "appliance/archive": ("tests/commands/test_archive.py", "tests/routers/test_device.py"),
    "drivers/node/": ("tests/node", "tests/drivers"),
    "drivers/bow/": (
        "tests/drivers/test_bow_line.py",
        "tests/drivers/test_bow_line_words.py",
        "tests/drivers/test_bow_receiver.py",
        "tests/node/test_rest_sensor.py",
    ),
    "drivers/": ("tests/drivers",),
    "": ("tests/live", "tests/sensing", "tests/database"),
}


def nearest_tests(root: Path, path: str) -> tuple[str, ...]:
    """Return the test files and folders that are used for this file."""
    prefix = max((p for p in NEAREST if path.startswith(p)), key=len)
    return tuple(place for place in NEAREST[prefix] if (root / place).exists())
