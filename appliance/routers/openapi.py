"""Makes the OpenAPI 3.1 document from the list of endpoints."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from appliance import __version__
from appliance.core.geometry import MAX_SENSORS
from appliance.routers.backups_router import MOST_NUMBER
from appliance.routers.endpoint import API, JSON_TYPE, Endpoint
from appliance.routers.utils import MAX_WORD
from appliance.schema.base import Filters
from appliance.schema.envelope import Envelope
from appliance.schema.feed import FeedMessage
from appliance.schema.shots import MAX_END

REASONS = {
    200: "Read",
    201: "Created; data is the id",
    202: "Changed",
    204: "Deleted; no body",
    400: "The body is incomplete, or cannot be parsed",
    401: "Pair this phone first",
    403: "The request comes from a page of another site, or the caller's role is too small",
    404: "Not found",
    408: "The body did not arrive in time",
    409: "Another request is under way, or was quicker: read the state and try again. Or a stored row that this needs "
    "cannot be read: errors name it, to be corrected or deleted",
    413: "The body is too large",
    415: "The body is not JSON",
    429: "Too many attempts; Retry-After is the number of seconds until the next one",
    422: "Invalid request; errors name each wrong value and what would be right",
    500: "Internal error",
    503: "The database is not available, or the appliance is overloaded",
    507: "The card is too full",
}
# numbers in paths, with their largest values
NUMBERS = {"number": MOST_NUMBER, "end_number": MAX_END, "channel": MAX_SENSORS - 1}
SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Token of a program, printed by `arch-stats token make`. Requests from the appliance's own "
        "computer need none; x-least-role names the least role of each operation.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "arch_stats_ID",
        "description": "Cookie of a phone paired by POST /api/v0/pairing; ID is the first 12 digits of the "
        "appliance's id. Scripts cannot read it.",
    },
}
_PATH_PARAMETER = re.compile(r"{(\w+)}")


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The whole document as JSON values."""
    adapters = _adapters(endpoints)
    schemas, definitions = TypeAdapter.json_schemas(
        [(key, mode, adapter) for (key, mode), adapter in adapters.items()],
        ref_template="#/components/schemas/{model}",
        schema_generator=GenerateJsonSchema,
    )
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Arch-Stats appliance",
            "version": __version__,
            "description": "Millimetres in the butt's frame: origin at its lower left corner as the archer sees it, "
            "x right, y up. Times are UTC. Every response but 204 is the envelope. Live: ws/shot and ws/feed; a "
            "message of ws/feed is a FeedMessage.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "this appliance"}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"] | {"FeedMessage": schemas[FeedMessage, "serialization"]},
            "securitySchemes": SCHEMES,
        },
    }


@cache
def _envelope(answer: Any) -> Any:
    return Envelope[answer]


def _adapters(endpoints: Sequence[Endpoint]) -> dict[tuple[Any, JsonSchemaMode], TypeAdapter[Any]]:
    wanted: dict[tuple[Any, JsonSchemaMode], TypeAdapter[Any]] = {
        (FeedMessage, "serialization"): TypeAdapter(FeedMessage),
        (Envelope[None], "serialization"): TypeAdapter(Envelope[None]),
    }
    for endpoint in endpoints:
        if endpoint.code != 204 and endpoint.media_types == (JSON_TYPE,):
            wanted[_envelope(endpoint.answer), "serialization"] = TypeAdapter(_envelope(endpoint.answer))
        if endpoint.body is not None:
            wanted[endpoint.body, "validation"] = TypeAdapter(endpoint.body)
        if endpoint.query is not None:
            wanted[endpoint.query, "validation"] = TypeAdapter(endpoint.query)
    return wanted


def _operation(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    name = re.sub(r"\W+", "_", endpoint.path.removeprefix(API)).strip("_")
    operation: dict[str, Any] = {
        "operationId": f"{endpoint.method.lower()}_{name}",
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "security": _security(endpoint),
        "x-least-role": endpoint.least,
        "parameters": [_path_parameter(p) for p in _PATH_PARAMETER.findall(endpoint.path)] + _query(endpoint),
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[endpoint.body, "validation"]}},
        }
    elif endpoint.sends is not None:
        schema = {"type": "string", "format": "binary"}
        operation["requestBody"] = {"required": True, "content": {endpoint.sends: {"schema": schema}}}
    return operation


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    """Token or cookie; or neither, where anybody may ask, or watching may be open."""
    schemes: list[dict[str, list[str]]] = [{name: []} for name in SCHEMES]
    return [{}, *schemes] if endpoint.least in (None, "spectator") else schemes


def _path_parameter(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "maxLength": MAX_WORD}
    if name.endswith("id"):
        schema = {"type": "string", "format": "uuid"}
    elif name in NUMBERS:
        schema = {"type": "integer", "minimum": 0, "maximum": NUMBERS[name]}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    properties = endpoint.query.model_json_schema(ref_template="#/components/schemas/{model}")["properties"]
    parameters = []
    for name, schema in properties.items():
        # a query cannot express null; leaving the parameter out means the same
        options = [s for s in schema.pop("anyOf", []) if s != {"type": "null"}]
        cleaned = {k: v for k, v in schema.items() if k not in ("title", "default") or v is not None}
        parameters.append({"name": name, "in": "query", "required": False, "schema": cleaned | (options or [{}])[0]})
    return parameters


def _responses(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": REASONS[endpoint.code]}
    if endpoint.media_types != (JSON_TYPE,):
        success["content"] = {one: {"schema": {"type": "string"}} for one in endpoint.media_types}
    elif endpoint.code != 204:
        success["content"] = _json(schemas[_envelope(endpoint.answer), "serialization"])
    if endpoint.query is not None and issubclass(endpoint.query, Filters):
        success["headers"] = {"Link": {"description": "the next page", "schema": {"type": "string"}}}
    responses = {str(endpoint.code): success}
    for code in endpoint.refusals:
        responses[str(code)] = {
            "description": REASONS[code],
            "content": _json(schemas[Envelope[None], "serialization"]),
        }
    return responses


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {JSON_TYPE: {"schema": schema}}
