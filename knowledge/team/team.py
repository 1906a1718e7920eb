"""A team's own knowledge: added, replaced, removed, listed. A change is made whole or not at all, and it says why.

Talks to no index; what searches is brought up to date by who calls.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from knowledge.errors import ContentError, Problem, TeamError
from knowledge.load import TEAM, load_knowledge
from knowledge.merging import KIND_OF
from knowledge.source import Unreadable, read_bytes
from knowledge.team.contents import ids_of
from knowledge.team.entries import TeamEntry, entries_in, text_of, value_of
from knowledge.team.folder import Left, TeamFolder
from knowledge.team.given import KINDS, Given, given_file
from knowledge.team.wording import wording_problems
from knowledge.types import Document, Knowledge

_ID = re.compile(r"^(?:id|\s+- id): *['\"]?([A-Za-z0-9_.-]+)", re.MULTILINE)
_TRIES = 5
"""How often a state may be replaced while it is read."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did, by keys, and what to know about it, a sentence each."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Team:
    """What a team keeps below `root`, over the knowledge in `package` (that of this package where None)."""

    def __init__(self, root: Path, package: Path | None = None) -> None:
        self._folder, self._package = TeamFolder(root), package

    @property
    def number(self) -> int:
        """Of the state it is in; another number, another content."""
        return self._folder.number

    def knowledge(self) -> Knowledge:
        """The package's knowledge with the team's over it. Raises `ContentError` or `TeamError`."""
        for _ in range(_TRIES):
            current = self._folder.current()
            try:
                return load_knowledge(self._package, current)
            except (ContentError, OSError):
                if current == self._folder.current():
                    raise
        raise TeamError(f"the team's knowledge in {self._folder.root} changes all the time; try again")

    def entries(self) -> tuple[TeamEntry, ...]:
        """What the team has added."""
        current = self._folder.current()
        try:
            return tuple(entries_in(current)) if current else ()
        except OSError as error:
            if current != self._folder.current():
                return self.entries()
            raise TeamError(f"{error.filename} cannot be read ({error.strerror}); check its permissions") from error

    def text(self, name: str) -> str:
        """What an entry says, named by its key or, where that is enough, its id. Raises `TeamError`."""
        current = self._folder.current()
        entry = self._find(name, self.entries(), current)
        try:
            return text_of(current, entry) if current else ""
        except Unreadable as reason:
            raise TeamError(f"{entry.key} {reason.wrong}; {reason.right}") from reason

    def add(self, paths: Sequence[Path], kind: str | None = None) -> Change:
        """Adds files, each in place of what has its id. Raises `ContentError` with every problem of every file."""
        read = [(path, given_file(path, kind)) for path in paths]
        given = [one for _, one in read if isinstance(one, Given)]
        refused = [(path, one) for path, one in read if isinstance(one, tuple)]
        problems = [problem for _, found in refused for problem in found]
        problems += [*_twice(given), *(problem for one in given for problem in wording_problems(one))]
        with self._folder.changed() as folder:
            before = {entry.file for entry in entries_in(folder)}
            fresh, notes = _fresh(given, folder)
            old = self._problems(folder)
            for one in fresh:
                _write(folder / one.file, one.content)
            missed = frozenset(id_ for path, _ in refused for id_ in _ids_in(path))
            problems += [
                _named(problem, given) for problem in self._problems(folder) - old if not _misses(problem, missed)
            ]
            if problems:
                raise ContentError("nothing was added", sorted(set(problems)))
            keys = {entry.file: entry.key for entry in entries_in(folder)}
            if not fresh:
                raise Left
        added, replaced = (tuple(keys[o.file] for o in fresh if (o.file in before) is was) for was in (False, True))
        return Change(added, replaced, notes=(*notes, *self._over_package(fresh)))

    def remove(self, names: Sequence[str]) -> Change:
        """Removes entries, named as in `text`. Raises `ContentError` with all that refers to them, or `TeamError`."""
        with self._folder.changed() as folder:
            entries = tuple(entries_in(folder))
            going = {entry.key: entry for entry in (self._find(name, entries, folder) for name in names)}
            old = self._problems(folder)
            for entry in going.values():
                (folder / entry.file).unlink()
            if problems := self._problems(folder) - old:
                raise ContentError("nothing was removed, others refer to it", sorted(problems))
        return Change(removed=tuple(going), notes=tuple(self._back_to_package(going.values())))

    def _problems(self, folder: Path) -> frozenset[Problem]:
        try:
            load_knowledge(self._package, folder)
        except ContentError as error:
            return frozenset(error.problems)
        return frozenset()

    def _of_package(self) -> frozenset[tuple[str, str]]:
        """The (field, id) of all that Plumbline comes with; none where that is broken."""
        try:
            package = load_knowledge(self._package)
        except ContentError:
            return frozenset()
        return frozenset((field, id_) for field in KIND_OF for id_ in getattr(package, field))

    def _over_package(self, given: Sequence[Given]) -> Iterator[str]:
        package = self._of_package()
        for one in given:
            if covered := ", ".join(id_ for field, id_ in ids_of(one.value) if (field, id_) in package):
                yield f"{one.name}: {covered} now stands in place of what Plumbline comes with"

    def _back_to_package(self, gone: Iterable[TeamEntry]) -> Iterator[str]:
        package = self._of_package()
        for entry in gone:
            if (KINDS[entry.kind], entry.id) in package:
                yield f"{entry.key}: what Plumbline comes with is used again"

    def _find(self, name: str, entries: Sequence[TeamEntry], folder: Path | None) -> TeamEntry:
        found = [entry for entry in entries if name in (entry.key, entry.file)]
        found = found or [entry for entry in entries if entry.id == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise TeamError(f"{name!r} can mean {' or '.join(entry.key for entry in found)}; say which")
        for entry in entries if folder else ():
            value = value_of(folder / entry.file, entry.file) if folder else None
            if value is not None and any(id_ == name for _, id_ in ids_of(value)):
                raise TeamError(f"{name!r} is in {entry.key}; remove that, or add its file again without {name!r}")
        close = get_close_matches(name, [text for entry in entries for text in (entry.key, entry.id)], n=1)
        meant = f"did you mean {close[0]!r}? " if close else ""
        raise TeamError(f"the team has added nothing called {name!r}; {meant}see `plumbline knowledge list`")


def _fresh(given: Sequence[Given], folder: Path) -> tuple[list[Given], list[str]]:
    """Those that change something, and a sentence for each that does not."""
    fresh: list[Given] = []
    notes = []
    for one in given:
        if (folder / one.file).is_file() and (folder / one.file).read_bytes() == one.content:
            notes.append(f"{one.name}: is there already, word for word; nothing to do")
        elif same := _same_document(one, folder, fresh):
            notes.append(f"{one.name}: says the same as {same}; not stored twice")
        else:
            fresh.append(one)
    return fresh, notes


def _same_document(given: Given, folder: Path, fresh: Sequence[Given]) -> str | None:
    """The id of another document with the same words."""
    if not isinstance(given.value, Document):
        return None
    held = [(path.name, value_of(path, f"documents/{path.name}")) for path in sorted(folder.glob("documents/*"))]
    others = [(name, value) for name, value in held if f"documents/{name}" != given.file]
    others += [(one.file, one.value) for one in fresh if one.file != given.file]
    return next(
        (value.id for _, value in others if isinstance(value, Document) and value.sections == given.value.sections),
        None,
    )


def _twice(given: Sequence[Given]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for one in given:
        other = first.setdefault(one.file, one.name)
        if other != one.name:
            yield Problem(
                one.name, "", f"would be stored in the same place as {other}", "rename one, or add one of them"
            )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def _named(problem: Problem, given: Sequence[Given]) -> Problem:
    """With the name of the file that was given."""
    names = {f"{TEAM}/{one.file}": one.name for one in given}
    return replace(problem, file=names.get(problem.file, problem.file))


def _ids_in(path: Path) -> Iterator[str]:
    """What a file that was refused would have been called, so that nobody is told that it is not there."""
    yield path.stem
    try:
        yield from _ID.findall(read_bytes(path).decode("utf-8", errors="replace"))
    except Unreadable:
        return


def _misses(problem: Problem, ids: Collection[str]) -> bool:
    return "is not a known" in problem.wrong and any(problem.wrong.startswith(repr(id_)) for id_ in ids)
