"""Makes the start faster and smaller in memory, without any effect on behaviour."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

NO_FULL_COLLECTION = 1_000_000
NOT_NEEDED = {
    # aiohttp.client loads the root certificates when imported, some 40 ms; the appliance calls no outside server
    "SSL_CERT_FILE": os.devnull,
    "SSL_CERT_DIR": os.devnull,
    # pydantic looks for plugins in every installed package
    "PYDANTIC_DISABLE_PLUGINS": "true",
}


@contextmanager
def imported_quickly() -> Iterator[None]:
    """Suspend full garbage collections while the body imports, then exempt all objects so far from collection.

    Not even one full collection is made at the end: it takes 50 ms to free some thirty objects.
    """
    before = {name: os.environ.get(name) for name in NOT_NEEDED}
    os.environ.update({name: value for name, value in NOT_NEEDED.items() if before[name] is None})
    thresholds = gc.get_threshold()
    gc.set_threshold(*thresholds[:2], NO_FULL_COLLECTION)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*thresholds)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
