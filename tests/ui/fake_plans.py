"""Plans made from the real knowledge without an index; a description is read by its words alone. For tests of the page.

Descriptions play parts: `slow` waits for `RELEASE`, `down` finds no index, `broken` is a fault of ours.
"""

import threading
from functools import cache

from assistant.errors import StorageError
from assistant.preparing.preparation import Prepared, Request, prepare, prepare_from
from knowledge.load import load_knowledge
from knowledge.types import Knowledge
from tests.fakes import FakeIndex

RELEASE = threading.Event()


@cache
def known() -> Knowledge:
    """The knowledge of the package."""
    return load_knowledge()


def scripted_plan(request: Request, text: str | None) -> Prepared:
    """A plan, as the description asks."""
    if text is None:
        return prepare(known(), request)
    if text.startswith("slow"):
        RELEASE.wait(20)
    if text.startswith("down"):
        raise StorageError("the index of the knowledge failed: it cannot be read; free some space and try again")
    if text.startswith("broken"):
        raise RuntimeError("a fault on purpose")
    return prepare_from(known(), FakeIndex(), text, request)
