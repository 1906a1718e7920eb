"""A file that somebody gives to be added: read within limits, its kind told from what is in it, its problems listed.

Knows nothing of what is there already; see `team`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from knowledge.errors import Problem
from knowledge.extraction import DOCUMENT_SUFFIXES, MAX_DOCUMENT_BYTES, read_document
from knowledge.files import FILES
from knowledge.rubrics import rubric_problems
from knowledge.source import MAX_BYTES, Unreadable, parse, read_bytes
from knowledge.types import Criterion, Role, Rubric, Stage
from knowledge.validate import validate
from knowledge.values import Value

KINDS: Mapping[str, str] = {
    "rubric": "rubrics",
    "role": "roles",
    "criterion": "criteria",
    "questions": "questions",
    "work_samples": "work_samples",
    "terms": "buzzwords",
    "red_flags": "red_flags",
    "stage": "stages",
    "document": "documents",
}
"""What can be added, and the folder that holds it."""
_YAML = (".yaml", ".yml", ".json")
_BY_ID = (Rubric, Role, Criterion, Stage)
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_ENOUGH_KEYS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """A file that can be added: `name` is what it was called, `file` where it goes in the team's folder.

    `content` is what is kept: YAML and Markdown as they are, of other documents the words that were read in them.
    """

    name: str
    kind: str
    file: str
    content: bytes
    value: Value


def given_file(path: Path, kind: str | None = None) -> Given | tuple[Problem, ...]:
    """The file, or every reason why it cannot be added. `kind`: one of `KINDS`, else it is told from the content."""
    is_document = kind == "document" or (kind is None and path.suffix.lower() not in _YAML)
    try:
        content = read_bytes(path, MAX_DOCUMENT_BYTES if is_document else MAX_BYTES)
        return _document(path, content, told=kind is not None) if is_document else _yaml(path, content, kind)
    except Unreadable as reason:
        return reason.problems(str(path))
    except OSError as error:
        return (Problem(str(path), "", f"cannot be read ({error.strerror})", "check its permissions"),)


def _document(path: Path, content: bytes, *, told: bool) -> Given:
    if not told and path.suffix.lower() not in DOCUMENT_SUFFIXES:
        known = ", ".join((*DOCUMENT_SUFFIXES, *_YAML))
        raise Unreadable(f"is of no kind that is known by its name ({path.suffix or 'no ending'})", f"known: {known}")
    name = _document_name(path.name)
    document = read_document(name, content)
    if name.lower().endswith(".md"):
        return Given(str(path), "document", f"documents/{name}", content, document)
    kept = document.model_dump_json(indent=1).encode()
    return Given(str(path), "document", f"documents/{name}.json", kept, document)


def _document_name(name: str) -> str:
    """As it was called, unless that could not be a file's name everywhere."""
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\:*?"<>|').lstrip(". ")
    stem, suffix = PurePath(plain).stem, PurePath(plain).suffix
    while len(f"{stem}{suffix}.json".encode()) > 120:
        stem = stem[:-1]
    return f"{stem.strip() or 'document'}{'.md' if suffix.lower() in ('.md', '.markdown') else suffix}"


def _yaml(path: Path, content: bytes, kind: str | None) -> Given | tuple[Problem, ...]:
    name = str(path)
    data = parse(content, path.name)
    if not isinstance(data, Mapping):
        raise Unreadable("is no mapping of keys to values", "write `key: value` lines as the examples do")
    kind = kind or _kind(data)
    value = validate(FILES[KINDS[kind]], data, name)
    if isinstance(value, tuple):
        return value
    if isinstance(value, Rubric) and (problems := rubric_problems(value, name)):
        return problems
    stem = value.id if isinstance(value, _BY_ID) else _stem(path)
    if path.suffix.lower() == ".json":
        content = value.model_dump_json(indent=1, exclude_unset=True).encode()  # JSON is YAML too
    return Given(name, kind, f"{KINDS[kind]}/{stem}.yaml", content, value)


def _kind(data: Mapping[object, object]) -> str:
    """The kind that has most of the keys. Raises `Unreadable` where none has several, or two as many."""
    fields = {kind: FILES[folder].model_fields for kind, folder in KINDS.items() if folder in FILES}
    having = {kind: len(data.keys() & known.keys()) for kind, known in fields.items()}
    most = [kind for kind, count in having.items() if count == max(having.values())]
    needed = {kind: {key for key, field in fields[kind].items() if field.is_required()} for kind in most}
    likely = [kind for kind in most if needed[kind] <= data.keys()] or most
    if len(likely) == 1 and having[likely[0]] >= min(_ENOUGH_KEYS, len(fields[likely[0]])):
        return likely[0]
    raise Unreadable(
        "does not look like anything that can be added", f"say what it is with --as: {', '.join(fields)}, document"
    )


def _stem(path: Path) -> str:
    return _NOT_IN_A_NAME.sub("-", path.stem).strip("-._")[:60].rstrip("-._") or "added"
