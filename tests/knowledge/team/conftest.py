"""A team over the small knowledge of `content`, and files for it to add."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.team import Team

RUBRIC = """
id: payments
criteria:
  - {id: care, name: Care, description: Handled with care, levels: [it is not, it is]}
"""
ROLE = """
id: analyst
name: Analyst
purpose: Looks.
outcomes: [something is known]
must_have: [has looked]
nice_to_have: []
seniority: {junior: parts, mid: a whole, senior: several, lead: people}
weights: {evaluation: 3}
"""
CRITERION = """
id: care
name: Care
description: Is money handled with care?
levels: [none, some, more, much, all]
evidence: {central: [decision]}
stages: {early: a second pair of eyes}
"""
QUESTIONS = """
criterion: evaluation
questions:
  - id: pay-loss
    text: How did you find out what a false alarm costs?
    stage: late
    roles: [engineer]
    seniority: [senior]
    minutes: 8
    strong: [asked those who answer the phone]
    weak: [did not know]
    follow_ups: {metric: 'How much was it?'}
"""
GUIDE = "# Payments guide\n\n## Refunds\n\nThe zanzibarquux is asked before a refund.\n"
FILES = {
    "rubric.yaml": RUBRIC,
    "role.yaml": ROLE,
    "criterion.yaml": CRITERION,
    "questions.yaml": QUESTIONS,
    "guide.md": GUIDE,
}
Give = Callable[..., Path]


@pytest.fixture
def team(content: Path, tmp_path: Path) -> Team:
    """A team that has added nothing yet."""
    return Team(tmp_path / "team", content)


@pytest.fixture
def give(tmp_path: Path) -> Give:
    """Writes a file to be added: one of `FILES`, with a piece replaced, or with this content."""

    def write(name: str, old: str = "", new: str = "", content: str | bytes | None = None) -> Path:
        text = FILES[name] if content is None else content
        if isinstance(text, str):
            assert old in text
            text = text.replace(old, new, 1).encode() if old else text.encode()
        path = tmp_path / "given" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
        return path

    return write
