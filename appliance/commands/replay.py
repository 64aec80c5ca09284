"""arch-stats replay: a recorded transcript through the real driver, on a real pseudo-terminal, into the appliance."""

import asyncio
import os
from pathlib import Path

from appliance.commands.serve import page_address, set_log_level
from appliance.commands.terminal import print_message
from appliance.commands.transcript import Transcript, read_transcript
from appliance.core.message import message
from appliance.errors import StartError
from appliance.main import opened
from appliance.schema.survey import Survey
from appliance.settings import Settings, read_settings
from appliance.survey_file import read_survey
from drivers.sim.pty_line import PtyLine

SETTLE_S = 1.0


def replay(path: Path) -> int:
    """Play the file at its baud rate, and return when everything is recorded."""
    transcript = read_transcript(path)
    settings = read_settings(os.environ)
    if settings.survey is None:
        raise StartError(message("survey_not_set_for_replay"))
    set_log_level(settings)
    asyncio.run(_run(settings, read_survey(settings.survey), transcript))
    return 0


async def _run(settings: Settings, survey: Survey, transcript: Transcript) -> None:
    line = PtyLine(transcript.baud)
    settings = settings.model_copy(update={"node_url": line.url})
    try:
        async with opened(settings, survey=survey) as ready:
            if ready.port is not None:
                print_message(message("replaying_at", address=page_address(settings, ready.port)))
            for chunk in transcript.chunks:
                await line.write(chunk)
            # time for the driver to read the last bytes; closing the appliance records the rest
            await asyncio.sleep(SETTLE_S)
    finally:
        line.unplug()
    print_message(message("replayed"))
