"""`plumbline doctor`: what is installed, which model and adapter would run, where data lives, and why."""

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from assistant.archive import look_at
from assistant.engine import plan_engine
from assistant.errors import PlumblineError
from assistant.judging.calibration import load_calibration
from assistant.opening import judge_folder, open_knowledge
from assistant.prompts import prompts_version
from assistant.settings import Settings
from knowledge.embed import Embedder
from knowledge.errors import KnowledgeError

LIBRARIES = ("torch", "transformers", "peft", "chromadb", "langchain-openai", "gradio", "fastapi", "sqlalchemy")
HIDDEN = ("KEY", "DATABASE_URL", "PRACTICE_URL")
"""Endings of what may hold a password; the databases are shown without it."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at; not `fine` where it would stop the product from working."""

    what: str
    found: str
    fine: bool = True

    def __str__(self) -> str:
        return f"{'ok ' if self.fine else 'BAD'}  {self.what:<14} {self.found}"


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Every finding, in the order that a person would ask."""
    return (
        Finding("Python", platform.python_version()),
        *_libraries(),
        _data_folder(settings),
        _tried("engine", lambda: _engine(settings)),
        _tried("calibration", lambda: _calibration(settings)),
        _tried("embeddings", lambda: Embedder(settings.embedding_model, settings.cache_dir).identity),
        _tried("knowledge", lambda: _knowledge(settings)),
        Finding("prompts", prompts_version("judge")),
        Finding("index", settings.chroma_url or str(settings.index_dir)),
        _tried("interviews", lambda: look_at(settings.team_archive_url)),
        _tried("practices", lambda: look_at(settings.practice_archive_url)),
        Finding("page", f"http://{settings.host}:{settings.ui_port}"),
        *_from_environment(),
    )


def _libraries() -> Iterator[Finding]:
    for name in LIBRARIES:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "is not installed; run `make setup`", fine=False)


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.expanduser().resolve()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return Finding("data folder", f"{folder} (everything written at run time; PLUMBLINE_DATA_DIR moves it)")
    return Finding("data folder", f"{folder} cannot be written; set PLUMBLINE_DATA_DIR to another folder", fine=False)


def _engine(settings: Settings) -> str:
    if settings.engine_url:
        return f"{settings.engine_url} (PLUMBLINE_ENGINE_URL is set)"
    plan = plan_engine(settings)
    served = ", ".join(f"{name} = {folder}" for name, folder in plan.adapters) or "no adapter"
    return f"embedded, model {plan.model or 'SmolLM2-135M-Instruct'}, {served} ({plan.why})"


def _calibration(settings: Settings) -> str:
    calibration = load_calibration(judge_folder(settings))
    return f"{calibration.version} for {calibration.adapter}, fitted on {calibration.fitted_on}"


def _knowledge(settings: Settings) -> str:
    known = open_knowledge(settings)
    return f"{known.version}: {len(known.criteria)} criteria, {len(known.questions)} questions"


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except (PlumblineError, KnowledgeError) as error:
        return Finding(what, str(error), fine=False)


def _from_environment() -> Iterator[Finding]:
    for name in sorted(os.environ):
        if name.startswith("PLUMBLINE_"):
            yield Finding(name, "hidden" if name.endswith(HIDDEN) else os.environ[name])
