"""What can go wrong in the knowledge, as one small tree, and the problem that content files are reported with.

KnowledgeError
├── ContentError      content files or a rubric that cannot be used; carries every problem found, not the first
├── EmbeddingError    the embedding model is missing, or is not the one it should be
├── TeamError         the team's own files cannot be read or written, or there is no such file
└── StoreError        the index cannot be reached, read or written
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in one file: where, what, and what would be right. Prints as one line."""

    file: str
    path: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.path}" if self.path else self.file
        return f"{place}: {self.wrong}; {self.right}"


class KnowledgeError(Exception):
    """Anything this package raises on purpose; its text is fit to show to a person."""


class ContentError(KnowledgeError):
    """Content files or a rubric that cannot be used; nothing of them was taken over."""

    def __init__(self, what: str, problems: Sequence[Problem]) -> None:
        self.what, self.problems = what, tuple(problems)
        count = f"{len(self.problems)} problem{'' if len(self.problems) == 1 else 's'}"
        super().__init__("\n".join([f"{what}: {count}", *(f"  {problem}" for problem in self.problems)]))


class EmbeddingError(KnowledgeError):
    """The embedding model is missing, or is not the one it should be."""


class TeamError(KnowledgeError):
    """The team's own files cannot be read or written, or there is no such file; nothing was changed."""


class StoreError(KnowledgeError):
    """The index cannot be reached, read or written."""
