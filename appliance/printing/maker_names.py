"""Names of those who changed or signed something, for print and spreadsheets."""

from collections.abc import Mapping

from appliance.core.makers import JUDGE
from appliance.core.message import message
from appliance.messages.translation import Translation


def name_of_maker(made_by: str, names: Mapping[str, str], translate: Translation) -> str:
    """The author's name: an archer's by id, a judge's marked as such, else `made_by` itself."""
    if made_by.startswith(JUDGE):
        return translate(message("judge_named", name=made_by.removeprefix(JUDGE)))
    return names.get(made_by, made_by)
