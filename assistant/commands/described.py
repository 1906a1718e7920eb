"""A job description in a file, for the commands that take one: read, and compared with the index of the knowledge."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from assistant.asking.descriptions.posting import LONGEST
from assistant.commands.progress import progress_bar
from assistant.errors import InputError, TranscriptError
from assistant.opening import open_store
from assistant.scoring import Progress
from assistant.settings import Settings
from assistant.transcripts.decoding import decode
from knowledge.embed import Embedder
from knowledge.store import Store
from knowledge.types import Knowledge

Made = TypeVar("Made")


def from_description(
    settings: Settings, knowledge: Knowledge, path: Path, make: Callable[[Knowledge, Store, str], Made]
) -> Made:
    """What `make` makes of the file's text with the index, which is of this knowledge. Raises InputError naming it."""
    text = read_text(path)
    with progress_bar() as bar:
        bar(Progress(0, 1, "reading the description"))
        embedder = Embedder(settings.embedding_model, settings.cache_dir)
        with closing(open_store(settings, embedder)) as store:
            store.build(knowledge)
            try:
                return make(knowledge, store, text)
            except InputError as error:
                raise InputError(f"{path}: {error}") from error


def read_text(path: Path) -> str:
    """A description's text. Raises InputError for what is missing, empty, too large or no text."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give the file with the job description")
        if not path.is_file():
            raise InputError(f"{path}: there is no such file; check the path")
        if path.stat().st_size > 4 * LONGEST:
            raise InputError(f"{path}: is too large to be a job description; give the description alone")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if not data.strip():
        raise InputError(f"{path}: is empty; paste the job description into it")
    try:
        return decode(path.name, data)[0]
    except TranscriptError as error:
        raise InputError(f"{path}: is not plain text; save the job description as plain text in UTF-8") from error
