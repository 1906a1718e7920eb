"""The content files as one `Knowledge`, and a team's rubric file as a `Rubric`; all of it or nothing.

Every problem of every file is collected and raised together, with the file, the place in it, what is wrong and what
would be right. `stages`, `roles` and `criteria` hold one entry per file, named after its id; `questions` one file per
criterion; `buzzwords` lists of terms; `red_flags.yaml` all red flags.
"""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from knowledge.errors import ContentError, Problem
from knowledge.references import unresolved
from knowledge.source import Unreadable, parse, read_bytes
from knowledge.types import (
    Criterion,
    Id,
    Knowledge,
    Question,
    QuestionEntry,
    RedFlag,
    Role,
    Rubric,
    Stage,
    Term,
    Value,
)
from knowledge.validate import Model, validate

Entry = TypeVar("Entry", Stage, Role, Criterion)
Item = TypeVar("Item", Question, Term, RedFlag)


class _QuestionFile(Value):
    criterion: Id
    questions: Annotated[tuple[QuestionEntry, ...], Field(min_length=1)]


class _TermFile(Value):
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class _RedFlagFile(Value):
    flags: Annotated[tuple[RedFlag, ...], Field(min_length=1)]


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The knowledge in a folder, or the one in this package; raises `ContentError` with every problem."""
    root: Traversable = files("knowledge") if folder is None else folder
    if not root.is_dir():
        problem = Problem(str(root), "", "is not a folder", "give the folder that holds stages, roles and criteria")
        raise ContentError("the knowledge cannot be loaded", [problem])
    reader = _Reader(root)
    knowledge = reader.knowledge()
    problems = [*reader.problems, *unresolved(knowledge, reader.failed)]
    if problems:
        raise ContentError(f"the knowledge in {root} cannot be loaded", sorted(set(problems)))
    return knowledge


def load_rubric(path: Path) -> Rubric:
    """A team's rubric from a YAML or JSON file; raises `ContentError` with every problem."""
    try:
        data = parse(read_bytes(path), path.name)
    except Unreadable as reason:
        raise ContentError("the rubric cannot be used", [reason.problem(str(path))]) from reason
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
    """Reads a knowledge folder and collects what is wrong; what could not be read is left out of its results.

    `failed`: by folder, the names without suffix of files that have a problem; references to them are not reported.
    """

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.failed: dict[str, set[str]] = {}
        self._contents: dict[str, bytes] = {}

    def knowledge(self) -> Knowledge:
        """Everything that could be read."""
        return Knowledge(
            stages=self._entries("stages", Stage),
            roles=self._entries("roles", Role),
            criteria=self._entries("criteria", Criterion),
            questions=self._unique("questions", self._questions()),
            terms=self._unique("terms", self._terms()),
            red_flags=self._unique("flags", self._red_flags()),
            version=self._version(),
        )

    def _entries(self, folder: str, model: type[Entry]) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for file, stem, entry in self._folder(folder, model):
            if entry.id != stem:
                self.failed.setdefault(folder, set()).add(stem)
                right = f"name it {folder}/{entry.id}.yaml, or change the id to {stem}"
                self.problems.append(Problem(file, "id", f"is {entry.id!r}, not the name of its file", right))
            entries[entry.id] = entry
        if not entries and folder not in self.failed:
            self.problems.append(Problem(folder, "", "holds no YAML file", "add at least one"))
        return entries

    def _questions(self) -> Iterator[tuple[str, str, Question]]:
        for file, stem, content in self._folder("questions", _QuestionFile):
            if content.criterion != stem:
                right = f"name it questions/{content.criterion}.yaml, or change the criterion"
                wrong = f"is {content.criterion!r}, not the name of its file"
                self.problems.append(Problem(file, "criterion", wrong, right))
            for entry in content.questions:
                yield file, entry.id, Question.model_validate({**dict(entry), "criterion": content.criterion})

    def _terms(self) -> Iterator[tuple[str, str, Term]]:
        for file, _, content in self._folder("buzzwords", _TermFile):
            yield from ((file, term.term, term) for term in content.terms)

    def _red_flags(self) -> Iterator[tuple[str, str, RedFlag]]:
        file = self.root / "red_flags.yaml"
        content = self._file(file, "red_flags.yaml", _RedFlagFile) if file.is_file() else None
        if content is not None:
            yield from (("red_flags.yaml", flag.id, flag) for flag in content.flags)

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

    def _folder(self, name: str, model: type[Model]) -> Iterator[tuple[str, str, Model]]:
        folder = self.root / name
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []
        for entry in entries:
            stem, dot, suffix = entry.name.rpartition(".")
            file = f"{name}/{entry.name}"
            if suffix == "yaml" and dot:
                value = self._file(entry, file, model)
                if value is not None:
                    yield file, stem, value
                else:
                    self.failed.setdefault(name, set()).add(stem)
            elif suffix in ("yml", "json"):
                self.problems.append(Problem(file, "", "would not be read", f"name it {stem}.yaml"))

    def _file(self, file: Traversable, name: str, model: type[Model]) -> Model | None:
        try:
            self._contents[name] = read_bytes(file)
            value = validate(model, parse(self._contents[name], name), name)
        except Unreadable as reason:
            self.problems.append(reason.problem(name))
            return None
        if isinstance(value, tuple):
            self.problems += value
            return None
        return value

    def _version(self) -> str:
        digest = hashlib.sha256()
        for name, content in sorted(self._contents.items()):
            digest.update(name.encode() + b"\0" + content + b"\0")
        return digest.hexdigest()[:12]
