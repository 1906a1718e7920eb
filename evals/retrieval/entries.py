"""The entries of the knowledge as readers see them: everything about each that a person would read, and nothing else.

Not the passages that are searched, which are pieces of these.
"""

import hashlib
from collections.abc import Iterator, Mapping

import yaml

from knowledge.finding import entry_of
from knowledge.passages import CONTENT, passages
from knowledge.types import Knowledge
from knowledge.values import Value

UNREAD = {
    "id",
    "weights",
    "titles",
    "general",
    "phrases",
    "follow_ups",
    "evidence",
    "described_as",
    "minutes",
    "hollow",
}
LONGEST_LINE = 10_000


def entry_texts(knowledge: Knowledge) -> dict[str, str]:
    """By entry (`kind:id`), the text that it is judged by."""
    whole = dict(_whole(knowledge))
    pieces: dict[str, list[str]] = {}
    for passage in passages(knowledge):
        if passage.kind in CONTENT:
            pieces.setdefault(entry_of(passage), []).append(passage.text)
    return {entry: whole.get(entry) or "\n".join(texts) for entry, texts in pieces.items()}


def text_hash(text: str) -> str:
    """First twelve hex digits of the SHA-256: a grade holds for the text that was read."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _whole(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    held: Mapping[str, Mapping[str, Value]] = {
        "question": knowledge.questions,
        "criterion": knowledge.criteria,
        "stage": knowledge.stages,
        "role": knowledge.roles,
        "red_flag": knowledge.red_flags,
        "term": knowledge.terms,
        "work_sample": knowledge.work_samples,
    }
    for kind, entries in held.items():
        for id_, entry in entries.items():
            fields = entry.model_dump(mode="json", exclude=UNREAD, exclude_none=True)
            yield f"{kind}:{id_}", yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=LONGEST_LINE)
