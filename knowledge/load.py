"""The content files as one `Knowledge`, and a team's rubric file as a `Rubric`; all of it or nothing.

Every problem of every file is collected and raised together, with the file, the place in it, what is wrong and what
would be right. `stages`, `roles` and `criteria` hold one entry per file, named after its id; `questions` one file per
criterion; `work_samples` one per role; `buzzwords` lists of terms; `red_flags.yaml` all red flags; `probes.yaml` how to
ask for each kind of evidence; `boilerplate.yaml` what descriptions say of any project. The last two fit whatever the
content, so a folder without them has the ones of this package.
"""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from knowledge.errors import ContentError, Problem
from knowledge.references import Known, unresolved
from knowledge.source import Unreadable, parse, read_bytes
from knowledge.types import (
    Boilerplate,
    Criterion,
    EvidenceKind,
    Id,
    Knowledge,
    Probing,
    Question,
    QuestionEntry,
    RedFlag,
    Role,
    Rubric,
    Stage,
    Term,
    Value,
    WorkSample,
    WorkSampleEntry,
)
from knowledge.validate import Model, validate

Entry = TypeVar("Entry", Stage, Role, Criterion)
Item = TypeVar("Item", Question, WorkSample, Term, RedFlag)
RED_FLAGS = "red_flags.yaml"
PROBES = "probes.yaml"
BOILERPLATE = "boilerplate.yaml"
PACKAGE = files("knowledge")


class _QuestionFile(Value):
    criterion: Id
    questions: Annotated[tuple[QuestionEntry, ...], Field(min_length=1)]


class _WorkSampleFile(Value):
    role: Id
    samples: Annotated[tuple[WorkSampleEntry, ...], Field(min_length=1)]


class _TermFile(Value):
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class _RedFlagFile(Value):
    flags: Annotated[tuple[RedFlag, ...], Field(min_length=1)]


class _ProbeFile(Value):
    metric: Probing
    baseline: Probing
    own_part: Probing
    trade_off: Probing
    failure: Probing
    scale: Probing
    data: Probing
    decision: Probing
    mechanism: Probing


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The knowledge in a folder, or the one in this package; raises `ContentError` with every problem."""
    root: Traversable = PACKAGE if folder is None else folder
    if not root.is_dir():
        problem = Problem(str(root), "", "is not a folder", "give the folder that holds stages, roles and criteria")
        raise ContentError("the knowledge cannot be loaded", [problem])
    reader = _Reader(root)
    knowledge = reader.knowledge()
    if reader.problems:
        raise ContentError(f"the knowledge in {root} cannot be loaded", sorted(set(reader.problems)))
    return knowledge


def load_rubric(path: Path) -> Rubric:
    """A team's rubric from a YAML or JSON file; raises `ContentError` with every problem."""
    try:
        data = parse(read_bytes(path), path.name)
    except Unreadable as reason:
        raise ContentError("the rubric cannot be used", reason.problems(str(path))) from reason
    return parse_rubric(data, str(path))


def parse_rubric(data: object, where: str) -> Rubric:
    """A team's rubric from plain data that came from `where`; raises `ContentError` with every problem."""
    rubric = validate(Rubric, data, where)
    problems = rubric if isinstance(rubric, tuple) else _rubric_problems(rubric, where)
    if isinstance(rubric, tuple) or problems:
        raise ContentError("the rubric cannot be used", problems)
    return rubric


def _rubric_problems(rubric: Rubric, where: str) -> tuple[Problem, ...]:
    ids = [criterion.id for criterion in rubric.criteria]
    repeated = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    problems = [Problem(where, "criteria", f"has the id {id_!r} twice", "rename one of them") for id_ in repeated]
    if not any(criterion.weight for criterion in rubric.criteria):
        problems.append(Problem(where, "criteria", "all have weight 0", "give at least one a weight above 0"))
    return tuple(problems)


class _Reader:
    """Reads a knowledge folder and collects what is wrong; what could not be read is left out of its result."""

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._contents: dict[str, bytes] = {}
        self._known = Known(*(frozenset(self._stems(folder)) for folder in ("stages", "roles", "criteria")))

    def knowledge(self) -> Knowledge:
        """Everything that could be read."""
        return Knowledge(
            stages=self._entries("stages", Stage),
            roles=self._entries("roles", Role),
            criteria=self._entries("criteria", Criterion),
            questions=self._unique("questions", self._questions()),
            work_samples=self._unique("samples", self._work_samples()),
            terms=self._unique("terms", self._terms()),
            red_flags=self._unique("flags", self._red_flags()),
            probes=self._probes(),
            boilerplate=self._own_or_package(BOILERPLATE, Boilerplate) or Boilerplate(),
            version=self._version(),
        )

    def _entries(self, folder: str, model: type[Entry]) -> dict[str, Entry]:
        if not self._stems(folder):
            self.problems.append(Problem(folder, "", "holds no YAML file", "add at least one"))
        entries: dict[str, Entry] = {}
        for file, entry in self._folder(folder, model):
            self._named(file, "id", entry.id)
            entries[entry.id] = entry
        return entries

    def _questions(self) -> Iterator[tuple[str, str, Question]]:
        for file, content in self._folder("questions", _QuestionFile):
            self._named(file, "criterion", content.criterion)
            for entry in content.questions:
                yield file, entry.id, Question.model_validate({**dict(entry), "criterion": content.criterion})

    def _work_samples(self) -> Iterator[tuple[str, str, WorkSample]]:
        for file, content in self._folder("work_samples", _WorkSampleFile):
            self._named(file, "role", content.role)
            for entry in content.samples:
                yield file, entry.id, WorkSample.model_validate({**dict(entry), "role": content.role})

    def _terms(self) -> Iterator[tuple[str, str, Term]]:
        for file, content in self._folder("buzzwords", _TermFile):
            yield from ((file, term.term, term) for term in content.terms)

    def _red_flags(self) -> Iterator[tuple[str, str, RedFlag]]:
        content = self._file(RED_FLAGS, _RedFlagFile) if (self.root / RED_FLAGS).is_file() else None
        if content is not None:
            yield from ((RED_FLAGS, flag.id, flag) for flag in content.flags)

    def _probes(self) -> dict[EvidenceKind, Probing]:
        content = self._own_or_package(PROBES, _ProbeFile)
        return {} if content is None else {kind: getattr(content, kind) for kind in EvidenceKind}

    def _own_or_package(self, name: str, model: type[Model]) -> Model | None:
        return self._file(name, model, self.root if (self.root / name).is_file() else PACKAGE)

    def _unique(self, place: str, items: Iterable[tuple[str, str, Item]]) -> dict[str, Item]:
        kept: dict[str, Item] = {}
        homes: dict[str, str] = {}
        for file, name, item in items:
            if name in kept:
                wrong = f"is there twice, also in {homes[name]}"
                self.problems.append(Problem(file, f"{place}[{name}]", wrong, "rename or remove one of them"))
                continue
            kept[name], homes[name] = item, file
        return kept

    def _named(self, file: str, key: str, given: str) -> None:
        folder, _, name = file.partition("/")
        if f"{given}.yaml" != name:
            right = f"name the file {folder}/{given}.yaml, or change the {key}"
            self.problems.append(Problem(file, key, f"is {given!r}, not the name of the file", right))

    def _stems(self, folder: str) -> list[str]:
        """The names of a folder's content files without suffix, sorted."""
        entries = (self.root / folder).iterdir() if (self.root / folder).is_dir() else ()
        return sorted(entry.name.removesuffix(".yaml") for entry in entries if entry.name.endswith(".yaml"))

    def _folder(self, name: str, model: type[Model]) -> Iterator[tuple[str, Model]]:
        folder = self.root / name
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.name.endswith((".yml", ".json")):
                right = f"name it {entry.name.rpartition('.')[0]}.yaml"
                self.problems.append(Problem(f"{name}/{entry.name}", "", "would not be read", right))
        for stem in self._stems(name):
            value = self._file(f"{name}/{stem}.yaml", model)
            if value is not None:
                yield f"{name}/{stem}.yaml", value

    def _file(self, name: str, model: type[Model], root: Traversable | None = None) -> Model | None:
        try:
            self._contents[name] = read_bytes((root or self.root).joinpath(*name.split("/")))
            data = parse(self._contents[name], name)
        except Unreadable as reason:
            self.problems += reason.problems(name)
            return None
        self.problems += unresolved(name, data, self._known)
        value = validate(model, data, name)
        if isinstance(value, tuple):
            self.problems += value
            return None
        return value

    def _version(self) -> str:
        digest = hashlib.sha256()
        for name, content in sorted(self._contents.items()):
            digest.update(name.encode() + b"\0" + content + b"\0")
        return digest.hexdigest()[:12]
