"""Opening the product: knowledge, engine, calibration and embeddings joined into a judge, checked against each other.

The bare base judges at chance, so an engine that serves it under the judge's name is refused, not used.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.client import Engine, ServedModel
from assistant.engine import open_engine, plan_engine, promoted_adapters
from assistant.errors import EngineRefused, InputError
from assistant.judging.calibration import Calibration, load_calibration
from assistant.judging.judge import Judge, ModelVersions
from assistant.judging.relevance import Relevance
from assistant.prompts import prompts_version
from assistant.settings import Settings
from knowledge.embed import Embedder
from knowledge.errors import ContentError, KnowledgeError
from knowledge.load import TEAM, load_knowledge
from knowledge.rubrics import load_rubric
from knowledge.store import Store
from knowledge.team import Team
from knowledge.types import Knowledge, Rubric
from knowledge.vectors import known_vectors

if TYPE_CHECKING:
    from assistant.asking.desk import InterviewDesk
    from assistant.asking.interviewer import Interviewer
    from assistant.asking.practice import PracticeRoom
    from assistant.house import House
    from assistant.scoring import Reports

JUDGE, INTERVIEWER = "judge", "interviewer"
REPAIR = (
    "Files under team/ are your team's: add them again corrected, or take them out with `plumbline knowledge remove`."
)


@dataclass(frozen=True)
class Models:
    """An engine, the judge that asks it, and which interviewer it serves: null where that is the bare base."""

    engine: Engine
    judge: Judge
    embedder: Embedder
    interviewer: ModelVersions | None


@dataclass(frozen=True)
class Rooms:
    """One judge, where people talk (the interviewer's desk, the practice room), and the team's reports."""

    judge: Judge
    interviewer: "Interviewer"
    desk: "InterviewDesk"
    practice: "PracticeRoom"
    reports: "Reports"


@contextmanager
def open_judge(settings: Settings) -> Iterator[Judge]:
    """A judge on the engine of the settings. Raises InputError, EngineError or StorageError."""
    with open_models(settings) as models:
        yield models.judge


@contextmanager
def open_models(settings: Settings, *, interactive: bool = False) -> Iterator[Models]:
    """The models of the settings' engine; `interactive` as in `open_engine`. Raises as `open_judge`."""
    _check_address(settings.engine_url)
    knowledge = open_knowledge(settings)
    calibration = load_calibration(judge_folder(settings))
    embedder = Embedder(settings.embedding_model, settings.cache_dir)
    with ExitStack() as stack:
        try:
            _check_fit(calibration, embedder)
            store = stack.enter_context(closing(open_store(settings, embedder)))
            store.build(knowledge)
        except KnowledgeError as error:
            raise InputError(str(error)) from error
        engine = stack.enter_context(open_engine(settings, interactive=interactive))
        served = {model.name: model for model in engine.served()}
        version = _judge_versions(engine.url, served, calibration)
        relevance = Relevance(embedder, knowledge, partial(known_vectors, embedder, folder=settings.cache_dir))
        judge = Judge(engine, version, calibration, knowledge, store, relevance)
        yield Models(engine, judge, embedder, _interviewer_versions(served))


@contextmanager
def open_rooms(settings: Settings) -> Iterator[Rooms]:
    """The interviewer's desk and the practice room over their databases. Raises as `open_judge`."""
    with open_house(settings) as house:
        yield house.rooms


@contextmanager
def open_house(settings: Settings) -> Iterator["House"]:
    """Those rooms, made anew whenever the team's knowledge changes, and the library to change it. Raises as they do."""
    from assistant.archive import Archive, TeamReports
    from assistant.asking.desk import InterviewDesk
    from assistant.asking.interviewer import Interviewer
    from assistant.asking.messages.intents import Intents
    from assistant.asking.practice import PracticeRoom
    from assistant.house import House
    from assistant.library import Library

    with (
        open_models(settings, interactive=True) as models,
        closing(Archive.open(settings.team_archive_url)) as team,
        closing(Archive.open(settings.practice_archive_url)) as private,
    ):
        intents, reports = Intents(models.embedder), TeamReports(team, settings.reports_dir)

        def furnished(knowledge: Knowledge) -> Rooms:
            judge = models.judge.with_knowledge(knowledge)
            interviewer = Interviewer(judge, intents, models.engine if models.interviewer else None)
            return Rooms(
                judge, interviewer, InterviewDesk(team, interviewer), PracticeRoom(private, interviewer), reports
            )

        store = models.judge.store
        library = Library(open_team(settings), store, models.embedder)
        with closing(House(open_team(settings), library, store, furnished)) as house:
            yield house


def _check_address(url: str | None) -> None:
    """Raises InputError for what could never be a server's address."""
    try:
        parts = urlsplit(url or "http://embedded")
        possible = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        possible = False
    if not possible:
        raise InputError(f"{url!r} is not the address of an engine; write it like http://localhost:8077")


def _check_fit(calibration: Calibration, embedder: Embedder) -> None:
    """A calibration holds for the prompts and the embedding model it was fitted with, and for no others."""
    for what, fitted, now in (
        ("prompts", calibration.prompts, prompts_version("judge")),
        ("embedding model", calibration.embedding, embedder.identity),
    ):
        if fitted != now:
            raise InputError(
                f"the calibration of {calibration.adapter} was fitted with {what} {fitted}, and here are {now}; "
                "use those, or fit it again with `python -m finetune.calibrate`"
            )


def open_knowledge(settings: Settings) -> Knowledge:
    """The knowledge of the settings; what is wrong with it is the person's input."""
    try:
        return open_team(settings).knowledge()
    except ContentError as error:
        ours = any(problem.file.startswith(f"{TEAM}/") for problem in error.problems)
        raise InputError(f"{error}\n{REPAIR if ours else ''}".rstrip()) from error
    except KnowledgeError as error:
        raise InputError(str(error)) from error


def open_shipped_knowledge(settings: Settings) -> Knowledge:
    """The same without what the team added."""
    try:
        return load_knowledge(settings.knowledge_dir)
    except KnowledgeError as error:
        raise InputError(str(error)) from error


def open_team(settings: Settings) -> Team:
    """What the team has added to the knowledge of the settings."""
    return Team(settings.team_dir, settings.knowledge_dir)


def load_team_rubric(settings: Settings, given: Path | None) -> Rubric | None:
    """A team's own rubric from its file, or by the id of one that was added; None where none is given."""
    if given is None:
        return None
    try:
        if given.exists() or given.name != str(given) or given.suffix in (".yaml", ".yml", ".json"):
            return load_rubric(given)
    except KnowledgeError as error:
        raise InputError(str(error)) from error
    known = open_knowledge(settings).rubrics
    if str(given) in known:
        return known[str(given)]
    have = f"the rubrics that were added: {', '.join(known)}" if known else "no rubric was added yet"
    raise InputError(f"{given}: there is no such file, and {have}; give a file, or `plumbline knowledge add` it first")


def open_store(settings: Settings, embedder: Embedder) -> Store:
    """The index of the knowledge: a Chroma server where one is set, otherwise on disk in the data folder."""
    if settings.chroma_url:
        return Store(embedder, url=settings.chroma_url)
    return Store(embedder, folder=settings.index_dir)


def judge_folder(settings: Settings) -> Path:
    """The adapter folder whose calibration applies: the one that is set, else the embedded engine's or promoted one."""
    elsewhere = settings.engine_url is not None and settings.adapter is None
    served = dict(promoted_adapters() if elsewhere else plan_engine(settings).adapters)
    if JUDGE not in served:
        raise InputError(
            "no adapter for the judge, and the bare base model judges at chance. Set PLUMBLINE_ADAPTER to an adapter "
            "trained on this model (`python -m finetune.train`), or leave the model unset to use the embedded one."
        )
    return served[JUDGE]


def _judge_versions(url: str, served: Mapping[str, ServedModel], calibration: Calibration) -> ModelVersions:
    if JUDGE not in served:
        raise EngineRefused(f"{url} serves no model named {JUDGE!r} (it has: {', '.join(served)}); start it with one")
    model = served[JUDGE]
    if model.base_sha256 is None:
        return ModelVersions("unknown", f"unknown, judged with the calibration of {calibration.adapter}")
    if model.adapter is None:
        raise EngineRefused(
            f"{url} serves the bare base as {JUDGE!r}, which judges at chance; start it with an adapter"
        )
    name = _name(model)
    if name != calibration.adapter:
        raise EngineRefused(f"{url} serves {name}, but the calibration here is for {calibration.adapter}")
    return ModelVersions(model.base_sha256[:12], name)


def _interviewer_versions(served: Mapping[str, ServedModel]) -> ModelVersions | None:
    """A foreign engine does not say what is behind a name; one that has the name is believed."""
    model = served.get(INTERVIEWER)
    if model is None:
        return None
    if model.base_sha256 is None:
        return ModelVersions("unknown", "unknown")
    return None if model.adapter is None else ModelVersions(model.base_sha256[:12], _name(model))


def _name(model: ServedModel) -> str:
    return f"{model.adapter}@{model.adapter_version}"
