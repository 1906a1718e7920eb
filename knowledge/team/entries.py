"""What lies in a team's folder: each file as an entry that can be listed, shown and removed by its key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.extraction import MAX_DOCUMENT_BYTES, read_document
from knowledge.files import FILES
from knowledge.source import Unreadable, parse, read_bytes
from knowledge.team.contents import title_of
from knowledge.team.given import KINDS
from knowledge.types import Document
from knowledge.validate import validate
from knowledge.values import Value

UNREADABLE = "cannot be read any more; add it again, or remove it"


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """A file of the team's: its kind, the id it is known by, when it was added and how large it is in bytes."""

    kind: str
    id: str
    title: str
    added: datetime
    size: int
    file: str

    @property
    def key(self) -> str:
        """Unique among the team's."""
        return f"{self.kind}:{self.id}"


def entries_in(folder: Path) -> Iterator[TeamEntry]:
    """Every file, by kind and name."""
    for kind, name in KINDS.items():
        held = sorted((folder / name).iterdir()) if (folder / name).is_dir() else []
        for path in held:
            file, stat = f"{name}/{path.name}", path.stat()
            added = datetime.fromtimestamp(stat.st_mtime, UTC)
            yield TeamEntry(kind, _id(kind, path), _title(path, file), added, stat.st_size, file)


def text_of(folder: Path, entry: TeamEntry) -> str:
    """What it says: YAML as it was written, a document's sections under their headings. Raises `Unreadable`."""
    path = folder / entry.file
    if entry.kind != "document" or path.suffix == ".md":
        return read_bytes(path, MAX_DOCUMENT_BYTES).decode("utf-8", errors="replace")
    document = value_of(path, entry.file)
    return "\n\n".join(_told(document)) if isinstance(document, Document) else UNREADABLE


def _told(document: Document) -> Iterator[str]:
    yield f"# {document.title}"
    for section in document.sections:
        place = ", ".join([*section.heading, *([f"page {section.page}"] if section.page else [])])
        yield f"## {place}\n\n{section.text}" if place else section.text


def _id(kind: str, path: Path) -> str:
    """Of a document the name of the file that was added, Markdown without its ending; of the rest the name in YAML."""
    return path.name.removesuffix(".json").removesuffix(".md") if kind == "document" else path.stem


def _title(path: Path, file: str) -> str:
    value = value_of(path, file)
    return title_of(value) if value is not None else UNREADABLE


def value_of(path: Path, file: str) -> Value | None:
    """What a file holds; None where it cannot be read as that any more."""
    folder = file.partition("/")[0]
    model = Document if folder == "documents" else FILES[folder]
    try:
        content = read_bytes(path, MAX_DOCUMENT_BYTES)
        if path.suffix == ".md":
            return read_document(path.name, content)
        value = validate(model, parse(content, path.name), file)
    except Unreadable:
        return None
    return None if isinstance(value, tuple) else value
