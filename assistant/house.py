"""The rooms of the page while the team's knowledge changes: whoever comes in finds it as it is now, without a restart.

What has begun with the older knowledge is finished with it. Another process may have made the change.
"""

import logging
from collections.abc import Callable
from threading import Lock, Thread

from assistant.library import Library
from assistant.opening import Rooms
from knowledge.errors import KnowledgeError
from knowledge.store import Store
from knowledge.team import Team
from knowledge.types import Knowledge

PATIENCE_S = 10
_log = logging.getLogger("plumbline.page")


class House:
    """`furnish` makes the rooms for a knowledge; they are made anew when the team's number has changed."""

    def __init__(self, team: Team, library: Library, store: Store, furnish: Callable[[Knowledge], Rooms]) -> None:
        self.library = library
        self._team, self._store, self._furnish = team, store, furnish
        self._lock = Lock()
        self._number = team.number
        self._rooms = furnish(team.knowledge())
        self._indexing: list[Thread] = []

    @property
    def rooms(self) -> Rooms:
        """The rooms with the knowledge as it is now; as it was where that cannot be loaded."""
        with self._lock:
            if (number := self._team.number) != self._number:
                self._number = number
                try:
                    self._rooms = self._furnish(self._team.knowledge())
                except KnowledgeError:
                    _log.exception("the team's knowledge changed and cannot be loaded; going on with what was there")
                else:
                    self._indexing = [thread for thread in self._indexing if thread.is_alive()]
                    self._indexing.append(Thread(target=self._index, daemon=True))
                    self._indexing[-1].start()
            return self._rooms

    def close(self) -> None:
        """Let what is being indexed come to its end, if that is near."""
        for thread in self._indexing:
            thread.join(PATIENCE_S)

    def _index(self) -> None:
        """Whoever made the change does this too, unless something stopped them."""
        try:
            self._store.build(self._team.knowledge())
        except KnowledgeError:
            _log.exception("the index could not be brought up to date")
