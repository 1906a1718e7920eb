"""What can go wrong in the product, as one small tree. Every message says what, where and what to do.

PlumblineError
├── InputError            a file, row or argument that cannot be processed
│   ├── TranscriptError   a transcript that cannot be read as one
│   └── UnknownIdError    an id that does not exist (any more); of the knowledge's ids it lists the known ones
├── EngineError           the inference server
│   ├── EngineUnreachable no answer, or not in time
│   │   └── EngineStopped     the embedded engine is gone; asking again starts it again
│   └── EngineRefused     it answered, but not with what was asked for
├── PromptError           a template with a missing or unused variable
└── StorageError          the data folder, the output folder or the database cannot be read or written
    └── ConflictError      something else was written in between; look again before writing
"""

from collections.abc import Iterable


class PlumblineError(Exception):
    """Anything this project raises on purpose; its text is fit to show to a person."""


class InputError(PlumblineError):
    """A file, row or argument that cannot be processed."""


class TranscriptError(InputError):
    """A transcript that cannot be read as one."""


class UnknownIdError(InputError):
    """An id that the knowledge does not have, or an interview or report that does not exist (any more)."""

    def __init__(self, what: str, given: str, known: Iterable[str] = ()) -> None:
        listed = ", ".join(sorted(known))
        self.gone = not listed
        super().__init__(
            f"unknown {what} {given!r}; known: {listed}"
            if listed
            else f"there is no {what} {given[:40]!r} here (any more); choose another"
        )


class EngineError(PlumblineError):
    """The inference server failed."""


class EngineUnreachable(EngineError):
    """The inference server did not answer, or not in time."""


class EngineStopped(EngineUnreachable):
    """The embedded engine's process is gone; the next request starts it again and takes about ten seconds longer."""


class EngineRefused(EngineError):
    """The inference server answered, but not with what was asked for."""


class PromptError(PlumblineError):
    """A prompt template with a missing or an unused variable."""


class StorageError(PlumblineError):
    """The data folder, the output folder or the database cannot be read or written."""


class ConflictError(StorageError):
    """Something else was written in between, such as by another tab on the same interview."""
