"""Who may import whom, and which file is the one door to each heavy library; `import assistant.cli` stays light."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("assistant", "knowledge", "ui", "finetune", "evals", "tests")

MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "knowledge": ("knowledge",),
    "assistant/server": ("assistant.server",),
    "assistant": ("assistant", "knowledge"),
    "ui": ("ui", "assistant", "knowledge"),
    "finetune": ("finetune", "assistant", "knowledge", "assistant.server.weights"),
    "evals": ("evals", "assistant", "knowledge"),
}
"""By folder, the longest that fits. `assistant` never includes `assistant.server`, which has to be named."""

DOORS: Mapping[str, tuple[str, ...]] = {
    "torch": ("assistant/server", "finetune", "knowledge/embed.py"),
    "transformers": ("assistant/server", "finetune", "knowledge/embed.py"),
    "safetensors": ("assistant/server", "finetune", "knowledge/embed.py"),
    "peft": ("assistant/server", "finetune"),
    "accelerate": ("finetune",),
    "sentence_transformers": ("knowledge/embed.py",),
    "chromadb": ("knowledge/store.py", "knowledge/generations.py"),
    "pypdf": ("knowledge/extraction/pdf.py",),
    "defusedxml": ("knowledge/extraction/word.py",),
    "langchain_chroma": ("knowledge/store.py",),
    "bm25s": ("knowledge/keywords.py",),
    "Stemmer": ("knowledge/keywords.py",),
    "gradio": ("ui",),
    "langchain_openai": ("assistant/connection.py",),
    "openai": ("assistant/connection.py",),
    "sqlalchemy": ("assistant/archive", "assistant/migrations"),
    "alembic": ("assistant/archive", "assistant/migrations"),
    "psycopg": ("assistant/archive",),
}
"""The packaged embedding model brings torch and transformers with it, hence the third place."""

HEAVY = (
    "torch",
    "transformers",
    "peft",
    "gradio",
    "chromadb",
    "bm25s",
    "sentence_transformers",
    "langchain_openai",
    "openai",
    "pypdf",
    "sqlalchemy",
    "alembic",
    "psycopg",
)


def imported(path: str, source: str) -> Iterator[str]:
    """Every module that a file names in an import, wherever it stands; of `from a import b` also `a.b`."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def offences(path: str, source: str) -> list[str]:
    """What a file imports and may not."""
    folder = max((f for f in MAY_IMPORT if path.startswith(f"{f}/")), key=len)
    found = []
    for module in imported(path, source):
        top = module.split(".")[0]
        server = within(module, "assistant.server")
        allowed = [
            a for a in MAY_IMPORT[folder] if within(module, a) and (not server or a.startswith("assistant.server"))
        ]
        if top in OURS and not allowed and not (folder == "assistant/server" and module == "assistant"):
            found.append(f"{path} imports {module}")
        if top in DOORS and not any(path == door or path.startswith(f"{door}/") for door in DOORS[top]):
            found.append(f"{path} imports {module}")
    return found


FILES = sorted(p.relative_to(ROOT).as_posix() for folder in OURS[:-1] for p in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", FILES)
def test_imports_keep_to_the_table(path: str) -> None:
    assert offences(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("knowledge/load.py", "from assistant.types import Turn"),
        ("knowledge/load.py", "import tests.fakes"),
        ("knowledge/load.py", "import chromadb.config"),
        ("assistant/engine.py", "from assistant.server.weights import find_base"),
        ("assistant/engine.py", "from assistant import server"),
        ("assistant/judging/judge.py", "from ..server import model"),
        ("assistant/judging/judge.py", "def f():\n    import torch.nn as nn"),
        ("assistant/judging/judge.py", "from finetune.train import fit"),
        ("assistant/server/app.py", "from assistant.errors import InputError"),
        ("assistant/server/app.py", "from knowledge.types import Term"),
        ("assistant/server/app.py", "from assistant import client"),
        ("ui/page.py", "from evals import judge"),
        ("ui/page.py", "import assistant.server"),
        ("finetune/train.py", "from evals.judge import judge"),
        ("finetune/train.py", "from assistant.server.model import load"),
        ("evals/judge.py", "from finetune.packing import pack"),
        ("evals/judge.py", "import torch"),
        ("assistant/asking/desk.py", "from sqlalchemy.exc import IntegrityError"),
        ("assistant/reporting/pdf.py", "if True:\n    from langchain_openai import ChatOpenAI"),
    ],
)
def test_the_table_has_teeth(path: str, source: str) -> None:
    assert offences(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("assistant/judging/judge.py", "from ..types import Turn\nfrom . import parts\nimport knowledge.types"),
        ("assistant/server/app.py", "from assistant.server import errors\nfrom . import model\nimport torch"),
        ("assistant/server/__main__.py", "from assistant.server.app import app"),
        ("finetune/train.py", "from assistant.server.weights import find_base\nimport peft"),
        ("ui/page.py", "import gradio as gr"),
    ],
)
def test_the_table_lets_pass_what_it_names(path: str, source: str) -> None:
    assert offences(path, source) == []


def test_the_command_line_starts_without_a_heavy_library() -> None:
    code = f"import sys, assistant.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
