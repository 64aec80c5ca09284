"""The floor: a bare aiohttp and asyncpg server that validates nothing and lets PostgreSQL write the JSON.

It does the least that an answer can cost in this language: one statement whose only value is the text that is sent.
Started by tests.benchmarks.serving: python -m tests.benchmarks.floor DSN PORT
"""

import asyncio
import json
import sys
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aiohttp import web

API = "/api/v0"
POOL = web.AppKey[Any]("pool")
SOCKETS = web.AppKey[Any]("sockets")
DSN = web.AppKey("dsn", str)
HELD = web.AppKey("held", list[Any])


def answer(text: str | None, code: int = 200) -> web.Response:
    """JSON text in the envelope."""
    body = f'{{"code":{code},"data":{text or "null"},"errors":[]}}'
    return web.Response(text=body, status=code, content_type="application/json")


async def session(request: web.Request) -> web.Response:
    return answer(
        await request.app[POOL].fetchval(
            "SELECT row_to_json(s)::text FROM sessions AS s WHERE id = $1", UUID(request.match_info["id"])
        )
    )


async def arrows(request: web.Request) -> web.Response:
    return answer(
        await request.app[POOL].fetchval(
            "SELECT json_agg(a)::text FROM (SELECT * FROM arrows ORDER BY human_identifier LIMIT 200) AS a"
        )
    )


async def shots(request: web.Request) -> web.Response:
    return answer(
        await request.app[POOL].fetchval(
            """
            SELECT json_agg(s)::text
              FROM (SELECT * FROM shot_read WHERE session_id = $1 ORDER BY seq LIMIT 1000) AS s
            """,
            UUID(request.match_info["id"]),
        )
    )


async def open_session(request: web.Request) -> web.Response:
    return answer(await request.app[POOL].fetchval("SELECT row_to_json(s)::text FROM sessions AS s WHERE is_opened"))


async def create(request: web.Request) -> web.Response:
    body = await request.json()
    new = await request.app[POOL].fetchval(
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES ($1, $2, $3, $4) RETURNING id",
        body["is_opened"],
        datetime.fromisoformat(body["start_time"]),
        body["location"],
        body["distance"],
    )
    return answer(f'"{new}"', 201)


async def patch(request: web.Request) -> web.Response:
    """Whatever columns are sent; their names are taken as they come."""
    await request.app[POOL].execute(
        """
        UPDATE sessions AS old SET (is_opened, end_time, location)
             = (SELECT is_opened, end_time, location FROM json_populate_record(old, $2))
         WHERE id = $1
        """,
        UUID(request.match_info["id"]),
        await request.text(),
    )
    return answer(None, 202)


async def shot_socket(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    async for _ in socket:
        pass
    request.app[SOCKETS].discard(socket)
    return socket


async def publish(app: web.Application, payload: str) -> None:
    """One row read as text, sent to everybody in turn."""
    notice = json.loads(payload)
    if notice["table"] == "shots" and notice["op"] == "insert":
        text = await app[POOL].fetchval(
            "SELECT row_to_json(s)::text FROM shot_read AS s WHERE id = $1", UUID(notice["id"])
        )
        for socket in list(app[SOCKETS]):
            await socket.send_str(text)


async def listen(app: web.Application) -> None:
    connection = await asyncpg.connect(app[DSN])
    notices: asyncio.Queue[str] = asyncio.Queue()
    await connection.add_listener("archy", lambda *arguments: notices.put_nowait(str(arguments[3])))

    async def work() -> None:
        while True:
            await publish(app, await notices.get())

    # held by the application: a connection that nobody holds is closed
    app[HELD].extend((connection, asyncio.create_task(work())))


async def make_app(dsn: str) -> web.Application:
    app = web.Application()
    app[DSN], app[SOCKETS], app[HELD] = dsn, set(), []
    app.on_startup.append(listen)
    app.router.add_get(f"{API}/ws/shot", shot_socket)
    app[POOL] = await asyncpg.create_pool(dsn, min_size=1, max_size=10)
    app.router.add_get(f"{API}/session/open", open_session)
    app.router.add_get(f"{API}/session/{{id}}", session)
    app.router.add_get(f"{API}/arrow", arrows)
    app.router.add_get(f"{API}/shot/session-id/{{id}}", shots)
    app.router.add_post(f"{API}/session", create)
    app.router.add_patch(f"{API}/session/{{id}}", patch)
    return app


if __name__ == "__main__":
    web.run_app(make_app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), print=None, access_log=None)
