"""Each wing may run what its code asks for: a grant that was forgotten fails here."""

from functools import cache
from itertools import count

import asyncpg
import grimp

from appliance.database.pool import Pool
from tests.house.statements import statements

MODELS = "appliance.models"
WINGS = {
    "arch_sensing": ("appliance.sensing", "appliance.wiring.sensing", "appliance.wiring.button"),
    "arch_server": (
        "appliance.access",
        "appliance.app",
        "appliance.health",
        "appliance.live",
        "appliance.printing",
        "appliance.routers",
    ),
}
OWNER = {"archive_db", "relocations_db"}
"""Asked by commands alone, which connect as the owner of the database."""
_numbers = count()


@cache
def importers() -> dict[str, set[str]]:
    """The modules that import each file of the models, also through another of them."""
    graph = grimp.build_graph("appliance", cache_dir=None)
    files = [module for module in graph.modules if module.startswith(f"{MODELS}.")]
    direct = {module: graph.find_modules_that_directly_import(module) for module in files}

    def outside(module: str, seen: frozenset[str] = frozenset()) -> set[str]:
        inner = {other for other in direct[module] if other in direct} - seen
        found = set(direct[module]) - set(files)
        return found.union(*(outside(other, seen | {module}) for other in inner))

    return {module.removeprefix(f"{MODELS}."): outside(module) for module in files}


def roles_of(file: str) -> set[str]:
    """Which wings ask this file's statements."""
    return {
        role
        for role, packages in WINGS.items()
        if any(f"{importer}.".startswith(f"{package}.") for importer in importers()[file] for package in packages)
    }


async def may_run(pool: Pool, statement: str) -> bool:
    """Whether PostgreSQL would let this role run the statement: a plan is made, and nothing is run."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            parameters = (await connection.prepare(statement)).get_parameters()
            name = f"asked_{next(_numbers)}"
            await connection.execute(f"PREPARE {name} AS {statement}")
            nulls = f"({', '.join(['NULL'] * len(parameters))})" if parameters else ""
            await connection.execute(f"EXPLAIN EXECUTE {name}{nulls}")
        except asyncpg.InsufficientPrivilegeError:
            return False
        finally:
            await transaction.rollback()
    return True


async def test_a_wing_may_run_every_statement_of_its_models(server_pool: Pool, sensing_pool: Pool) -> None:
    pools = {"arch_server": server_pool, "arch_sensing": sensing_pool}
    refused = {}
    for place, statement in statements():
        file = place.partition(":")[0]
        asking = roles_of(file)
        if file not in OWNER and not any([await may_run(pools[role], statement) for role in sorted(asking)]):
            refused[place] = asking
    assert refused == {}


def test_what_commands_alone_ask_is_asked_by_no_wing() -> None:
    assert {file: roles_of(file) for file in OWNER} == {file: set() for file in OWNER}


async def test_a_forgotten_grant_would_be_noticed(server_pool: Pool, sensing_pool: Pool) -> None:
    assert not await may_run(server_pool, "UPDATE shots SET x = $1")
    assert await may_run(server_pool, "SELECT x FROM shots WHERE id = $1")
    assert not await may_run(sensing_pool, "DELETE FROM sessions")
