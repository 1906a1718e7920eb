"""The content files as one `Knowledge`, all of it or nothing, with what a team added to it.

Every problem of every file is collected and raised together, with the file, the place in it, what is wrong and what
would be right. `stages`, `roles` and `criteria` hold one entry per file, named after its id; `questions` one file per
criterion; `work_samples` one per role; `buzzwords` lists of terms; `documents` Markdown, or what was read in other
formats as JSON; `asked_as` how people ask for entries in other words; `red_flags.yaml` all red flags.

Four files fit whatever the content, so a folder without them has the ones of this package: `probes.yaml` how to ask for
each kind of evidence; `boilerplate.yaml` what descriptions say of any project; `demands.yaml` what is vague in their
demands; `panel.yaml` how several people share an interview.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from knowledge.demands import Demands
from knowledge.errors import ContentError, Problem
from knowledge.extraction import MAX_DOCUMENT_BYTES, read_document
from knowledge.files import ProbeFile, QuestionFile, RedFlagFile, TermFile, WorkSampleFile
from knowledge.merging import merged
from knowledge.references import Known, unresolved
from knowledge.rubrics import rubric_problems
from knowledge.source import MAX_BYTES, Unreadable, parse, read_bytes
from knowledge.types import (
    AskedAs,
    Boilerplate,
    Criterion,
    Document,
    EvidenceKind,
    Knowledge,
    PanelGuide,
    Probing,
    Question,
    RedFlag,
    Role,
    Rubric,
    Stage,
    Term,
    WorkSample,
)
from knowledge.validate import Model, validate

Entry = TypeVar("Entry", Stage, Role, Criterion)
Item = TypeVar("Item", Question, WorkSample, Term, RedFlag, Document)
RED_FLAGS = "red_flags.yaml"
PROBES = "probes.yaml"
BOILERPLATE = "boilerplate.yaml"
DEMANDS = "demands.yaml"
PANEL = "panel.yaml"
TEAM = "team"
PACKAGE = files("knowledge")
_parsed = lru_cache(maxsize=256)(parse)
"""Most files are the same each time that a team changes its own."""


def load_knowledge(folder: Path | None = None, team: Path | None = None) -> Knowledge:
    """The knowledge in a folder, or the one in this package, with what a team added to it or put in its place.

    A `team` folder has the same layout, and `rubrics`; its stages, roles and criteria need not name all the others.
    Raises `ContentError` with every problem, those of the team's files under `TEAM/`.
    """
    root: Traversable = PACKAGE if folder is None else folder
    if not root.is_dir():
        problem = Problem(str(root), "", "is not a folder", "give the folder that holds stages, roles and criteria")
        raise ContentError("the knowledge cannot be loaded", [problem])
    reader = _Reader(root)
    if team is None:
        knowledge = reader.knowledge()
        problems = reader.problems
    else:
        added = _Reader(team, reader.known)
        knowledge = merged(reader.knowledge(), added.knowledge())
        problems = reader.problems + [replace(problem, file=f"{TEAM}/{problem.file}") for problem in added.problems]
    if problems:
        raise ContentError(f"the knowledge in {root} cannot be loaded", sorted(set(problems)))
    return knowledge


class _Reader:
    """Reads a knowledge folder and collects what is wrong; what could not be read is left out of its result.

    `around`: what a team's folder may refer to besides its own; it may lack anything, and names its files as it likes.
    """

    def __init__(self, root: Traversable, around: Known | None = None) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._contents: dict[str, bytes] = {}
        self._team = around is not None
        stages, roles, criteria = (frozenset(self._stems(folder)) for folder in ("stages", "roles", "criteria"))
        own = Known(stages, roles, criteria)
        self.known = own if around is None else around.with_more(own)

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
            demands=self._own_or_package(DEMANDS, Demands) or Demands(),
            panel=self._own_or_package(PANEL, PanelGuide) or PanelGuide(),
            asked_as=self._asked_as(),
            documents=self._unique("documents", self._documents()),
            rubrics=self._rubrics(),
            version=self._version(),
        )

    def _entries(self, folder: str, model: type[Entry]) -> dict[str, Entry]:
        if not self._team and not self._stems(folder):
            self.problems.append(Problem(folder, "", "holds no YAML file", "add at least one"))
        entries: dict[str, Entry] = {}
        for file, entry in self._folder(folder, model):
            self._named(file, "id", entry.id)
            entries[entry.id] = entry
        return entries

    def _questions(self) -> Iterator[tuple[str, str, Question]]:
        for file, content in self._folder("questions", QuestionFile):
            self._named(file, "criterion", content.criterion, free=self._team)
            for entry in content.questions:
                yield file, entry.id, Question.model_validate({**dict(entry), "criterion": content.criterion})

    def _work_samples(self) -> Iterator[tuple[str, str, WorkSample]]:
        for file, content in self._folder("work_samples", WorkSampleFile):
            self._named(file, "role", content.role, free=self._team)
            for entry in content.samples:
                yield file, entry.id, WorkSample.model_validate({**dict(entry), "role": content.role})

    def _terms(self) -> Iterator[tuple[str, str, Term]]:
        for file, content in self._folder("buzzwords", TermFile):
            yield from ((file, term.term, term) for term in content.terms)

    def _red_flags(self) -> Iterator[tuple[str, str, RedFlag]]:
        content = self._file(RED_FLAGS, RedFlagFile) if (self.root / RED_FLAGS).is_file() else None
        files = [(RED_FLAGS, content)] if content is not None else list(self._folder("red_flags", RedFlagFile))
        for file, held in files:
            yield from ((file, flag.id, flag) for flag in held.flags)

    def _rubrics(self) -> dict[str, Rubric]:
        rubrics = {}
        for file, rubric in self._folder("rubrics", Rubric):
            self._named(file, "id", rubric.id)
            self.problems += rubric_problems(rubric, file)
            rubrics[rubric.id] = rubric
        return rubrics

    def _documents(self) -> Iterator[tuple[str, str, Document]]:
        """Markdown as it was written, and other formats as what was read in them."""
        folder = self.root / "documents"
        names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else ()
        for file in (f"documents/{name}" for name in names if name.endswith((".md", ".json"))):
            document = self._file(file, Document) if file.endswith(".json") else self._markdown(file)
            if document is not None:
                yield file, document.id, document

    def _markdown(self, file: str) -> Document | None:
        try:
            self._contents[file] = read_bytes(self.root.joinpath(*file.split("/")), MAX_DOCUMENT_BYTES)
            return read_document(file.rpartition("/")[2], self._contents[file])
        except Unreadable as reason:
            self.problems += reason.problems(file)
            return None

    def _asked_as(self) -> AskedAs:
        """One file for each kind or for several."""
        held = [content for _, content in self._folder("asked_as", AskedAs)]
        kinds = AskedAs.model_fields
        return AskedAs(**{kind: {k: v for one in held for k, v in getattr(one, kind).items()} for kind in kinds})

    def _probes(self) -> dict[EvidenceKind, Probing]:
        content = self._own_or_package(PROBES, ProbeFile)
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

    def _named(self, file: str, key: str, given: str, *, free: bool = False) -> None:
        folder, _, name = file.partition("/")
        if not free and f"{given}.yaml" != name:
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
            most = MAX_DOCUMENT_BYTES if name.startswith("documents/") else MAX_BYTES
            self._contents[name] = read_bytes((root or self.root).joinpath(*name.split("/")), most)
            data = _parsed(self._contents[name], name)
        except Unreadable as reason:
            self.problems += reason.problems(name)
            return None
        self.problems += unresolved(name, data, self.known)
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
