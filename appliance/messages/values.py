"""Messages for validation errors of pydantic."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from appliance.core.message import Message, Value, message

MAX_SHOWN = 200
_PLAIN: dict[str, Message] = {
    "missing": message("value_missing"),
    "extra_forbidden": message("value_extra"),
    "model_type": message("value_object"),
    "model_attributes_type": message("value_object"),
    "dict_type": message("value_object"),
    "none_required": message("value_null"),
    "finite_number": message("value_finite"),
    "string_type": message("value_text"),
    "string_unicode": message("text_unicode"),
    "list_type": message("value_list"),
    "tuple_type": message("value_list"),
    "bool_type": message("value_yes_or_no"),
    "bool_parsing": message("value_yes_or_no"),
    "int_type": message("value_whole"),
    "int_parsing": message("value_whole"),
    "int_from_float": message("value_whole"),
    "int_parsing_size": message("value_whole_too_large"),
    "float_type": message("value_number"),
    "float_parsing": message("value_number"),
    "datetime_type": message("value_datetime"),
    "datetime_parsing": message("value_datetime"),
    "datetime_from_date_parsing": message("value_datetime"),
    "datetime_object_invalid": message("value_datetime"),
    "date_type": message("value_date"),
    "date_parsing": message("value_date"),
    "date_from_datetime_parsing": message("value_date"),
    "date_from_datetime_inexact": message("value_date"),
    "timezone_aware": message("value_timezone"),
    "uuid_type": message("value_uuid"),
    "uuid_parsing": message("value_uuid"),
}


def of_value(item: ErrorDetails) -> Message:
    """The message for one validation error; errors of our own validators have their message already."""
    kind, context = item["type"], item.get("ctx", {})
    if kind == "value_error":
        error = context["error"]
        argument = error.args[0] if error.args else None
        return argument if isinstance(argument, Message) else message("value_wrong", why=str(error)[:MAX_SHOWN])
    plain = _PLAIN.get(kind) or _with_bounds(kind, context)
    return message("value_wrong", why=item["msg"][:MAX_SHOWN]) if plain is None else plain


def _with_bounds(kind: str, context: Mapping[str, Any]) -> Message | None:
    make = _BOUNDED.get(kind)
    return None if make is None else make(context)


def _bound(value: object) -> Value:
    """A bound as a text, so that a year or a large number is not written with group separators."""
    return f"{value:g}" if isinstance(value, float) else str(value)


_BOUNDED: dict[str, Callable[[Mapping[str, Any]], Message]] = {
    "greater_than_equal": lambda context: message("value_from", least=_bound(context["ge"])),
    "greater_than": lambda context: message("value_above", bound=_bound(context["gt"])),
    "less_than_equal": lambda context: message("value_to", most=_bound(context["le"])),
    "less_than": lambda context: message("value_below", bound=_bound(context["lt"])),
    "too_short": lambda context: message("list_too_short", least=context["min_length"], given=context["actual_length"]),
    "too_long": lambda context: message(
        "list_too_long", most=context["max_length"], given=context["actual_length"] or "more"
    ),
    "string_too_short": lambda context: message("text_too_short", least=context["min_length"]),
    "string_too_long": lambda context: message("text_too_long", most=context["max_length"]),
    "string_pattern_mismatch": lambda context: message("text_pattern", pattern=str(context["pattern"])),
    "literal_error": lambda context: message("value_choice", choices=str(context["expected"])),
    "json_invalid": lambda context: message("not_json", why=str(context["error"])[:MAX_SHOWN]),
}
