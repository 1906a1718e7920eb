"""A reply's text as it grows: whole characters only, cut at the first stop string."""

from collections.abc import Callable, Sequence

_PARTIAL = "\ufffd"


class ReplyText:
    """Takes token ids, gives text that is safe to send: no half character, nothing that may become a stop string."""

    def __init__(self, decode: Callable[[Sequence[int]], str], stops: Sequence[str] = ()) -> None:
        self.stopped = False
        self._decode = decode
        self._stops = tuple(stops)
        self._ids: list[int] = []
        self._begin = 0
        self._shown = 0
        self._waiting = ""

    def push(self, token: int) -> str:
        """The text that this token settles; `stopped` says that a stop string is complete and nothing follows."""
        self._ids.append(token)
        before = self._decode(self._ids[self._begin : self._shown])
        now = self._decode(self._ids[self._begin :])
        if len(now) <= len(before) or now.endswith(_PARTIAL):
            return ""
        self._begin, self._shown = self._shown, len(self._ids)
        return self._release(now[len(before) :])

    def end(self) -> str:
        """What is left when no more tokens come."""
        if self.stopped:
            return ""
        before = self._decode(self._ids[self._begin : self._shown])
        rest = self._release(self._decode(self._ids[self._begin :])[len(before) :])
        if not self.stopped:
            rest, self._waiting = rest + self._waiting, ""
        return rest

    def _release(self, new: str) -> str:
        text = self._waiting + new
        ends = [at for at in (text.find(stop) for stop in self._stops) if at >= 0]
        if ends:
            self.stopped = True
            self._waiting = ""
            return text[: min(ends)]
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._waiting = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, stop: str) -> int:
    """How much of the text's end could be the beginning of the stop string."""
    for size in range(min(len(stop) - 1, len(text)), 0, -1):
        if text.endswith(stop[:size]):
            return size
    return 0
