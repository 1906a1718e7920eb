"""`plumbline knowledge add | remove | list | show`: the team's own knowledge at the terminal. Needs no engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.commands.progress import printable, progress_bar, say
from assistant.errors import InputError
from assistant.library import Library, Outcome
from assistant.opening import open_knowledge, open_store, open_team
from assistant.settings import Settings
from knowledge.embed import Embedder
from knowledge.errors import KnowledgeError
from knowledge.merging import KIND_OF
from knowledge.passages import CONTENT
from knowledge.team import KINDS
from knowledge.types import Knowledge

WIDEST_TITLE = 60
NOTHING = "nothing was added yet; `plumbline knowledge add FILE...` takes YAML, Markdown, PDF and DOCX"


def add_files(settings: Settings, paths: Sequence[Path], kind: str | None) -> None:
    """Adds files, or none of them. Raises InputError with every problem of every file."""
    if kind is not None and kind not in KINDS:
        raise InputError(f"unknown kind {kind!r}; known: {', '.join(KINDS)}")
    with _library(settings) as library, progress_bar() as bar:
        outcome = library.add(paths, bar, kind)
    _tell(outcome)


def remove_entries(settings: Settings, names: Sequence[str]) -> None:
    """Removes entries, or none of them. Raises InputError with all that refers to them."""
    with _library(settings) as library, progress_bar() as bar:
        outcome = library.remove(names, bar)
    _tell(outcome)


def list_entries(settings: Settings, *, everything: bool) -> None:
    """What the team has added, a line each; with `everything` what Plumbline comes with too."""
    with _plain():
        entries = open_team(settings).entries()
    if not entries:
        say(NOTHING)
    for entry in entries:
        title = printable(entry.title).replace("\n", " ")
        shown = title if len(title) <= WIDEST_TITLE else f"{title[: WIDEST_TITLE - 1]}…"
        print(f"{printable(entry.key)}  {shown}  ({entry.added:%Y-%m-%d}, {_size(entry.size)})")
    if everything:
        for line in _shipped(open_knowledge(settings)):
            print(line)


def show_entry(settings: Settings, name: str) -> None:
    """What an entry of the team's says, or the passages of one that Plumbline comes with."""
    with _plain():
        team = open_team(settings)
        if any(name in (entry.key, entry.id) for entry in team.entries()) or ":" not in name:
            print(printable(team.text(name)))
            return
    print(_of_package(open_knowledge(settings), name))


def _shipped(knowledge: Knowledge) -> Iterator[str]:
    for kind, held in _by_kind(knowledge).items():
        for id_, entry in held.items():
            if (kind, id_) not in knowledge.team:
                title = getattr(entry, "name", None) or getattr(entry, "title", None) or getattr(entry, "text", "")
                yield printable(f"{kind}:{id_}  {title}".rstrip())


def _by_kind(knowledge: Knowledge) -> Mapping[str, Mapping[str, object]]:
    return {kind: getattr(knowledge, field) for field, kind in KIND_OF.items() if kind in CONTENT}


def _of_package(knowledge: Knowledge, name: str) -> str:
    from knowledge.passages import passages

    found = [cut for cut in passages(knowledge) if f"{cut.kind}:{cut.entry}".partition("#")[0] == name]
    if not found:
        raise InputError(f"there is nothing called {name!r}; see `plumbline knowledge list --all`")
    return "\n".join(f"{printable(cut.part)}: {printable(cut.text)}" for cut in found)


def _tell(outcome: Outcome) -> None:
    """What was done on stdout, what to know about it on stderr."""
    change = outcome.change
    for what, keys in (("added", change.added), ("replaced", change.replaced), ("removed", change.removed)):
        for key in keys:
            print(printable(f"{what} {key}"))
    for note in (*change.notes, *(f"worth a look: {one}" for one in outcome.alike)):
        say(note)
    if outcome.unindexed:
        say(f"the search does not know it yet: {outcome.unindexed}")
    elif outcome.indexed:
        say(outcome.indexed)


def _size(count: int) -> str:
    return f"{count} bytes" if count < 1000 else f"{count / 1000:.0f} kB"


@contextmanager
def _library(settings: Settings) -> Iterator[Library]:
    embedder = Embedder(settings.embedding_model, settings.cache_dir)
    with closing(open_store(settings, embedder)) as store:
        yield Library(open_team(settings), store, embedder)


@contextmanager
def _plain() -> Iterator[None]:
    try:
        yield
    except KnowledgeError as error:
        raise InputError(str(error)) from error
