"""Content that loads and is poor is found; the content of the package is not poor."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import check as check_module
from knowledge.check import check
from knowledge.embed import Embedder
from knowledge.load import load_knowledge
from knowledge.types import Classic

Replace = Callable[[str, str, str], None]
QUESTIONS = "questions/evaluation.yaml"


def said(folder: Path, embed: Embedder | None = None) -> list[str]:
    return [str(problem) for problem in check(load_knowledge(folder), embed)]


def test_the_content_of_the_package_is_in_order(embedder: Embedder) -> None:
    assert [str(problem) for problem in check(load_knowledge(), embedder)] == []


def test_gaps_are_named(content: Path) -> None:
    assert [line for line in said(content) if "questions: has no " not in line] == [
        "questions: fill 6 of 45 minutes for engineer at early; add questions for this role and stage",
        "questions: fill 8 of 45 minutes for engineer at late; add questions for this role and stage",
        "questions/evaluation.yaml: questions[eval-baseline].follow_ups: has no probe for own_part, trade_off, "
        "failure, scale, data, decision, mechanism; add them",
        "questions/evaluation.yaml: questions[eval-live].follow_ups: has no probe for metric, baseline, own_part, "
        "trade_off, scale, data, decision, mechanism; add them",
        "questions/serving.yaml: questions: has none for early; add at least one",
        "questions/serving.yaml: questions: has none for late; add at least one",
        "work_samples/engineer.yaml: samples: has none for late; add one",
    ]


def test_a_bank_without_a_classic_probe_is_told_which(content: Path, replace: Replace) -> None:
    missing = "questions: has no 'failed project'; add a question, or give one the line `classic: failed_project`"
    assert missing in said(content)
    assert sum("questions: has no " in line for line in said(content)) == len(Classic)
    replace(QUESTIONS, "- id: eval-live", "- id: eval-live\n    classic: failed_project")
    assert missing not in said(content)
    assert sum("questions: has no " in line for line in said(content)) == len(Classic) - 1


FAULTY = [
    (
        QUESTIONS,
        "last model with?",
        "last model with, right?",
        "questions[eval-baseline].text: is leading (', right?')",
    ),
    (
        QUESTIONS,
        "Whom did it hurt?",
        "How old are you?",
        "questions[eval-live].follow_ups.failure: is unlawful ('How old",
    ),
    (QUESTIONS, "last model with?", "last model with? Who paid the bill?", "text: is stacked ('Who paid the bill?')"),
    (
        "work_samples/engineer.yaml",
        "Which column did you distrust first?",
        "Surely you saw the column?",
        "work_samples/engineer.yaml: samples[engineer-orders].questions[0]: is leading",
    ),
    ("red_flags.yaml", "What happened the last time?", "Surely it failed?", "flags[generalities].ask: is leading"),
    ("stages/late.yaml", "What would be stopped?", "Are you married?", "stages/late.yaml: ask: is unlawful"),
    ("buzzwords/data.yaml", "[drift]", "[drift, Drift]", "buzzwords: terms[data drift]: lists 'drift' twice"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), FAULTY)
def test_a_fault_is_named_with_its_place(
    content: Path, replace: Replace, name: str, old: str, new: str, expected: str
) -> None:
    assert not any(expected in problem for problem in said(content))
    replace(name, old, new)
    assert any(expected in problem for problem in said(content)), said(content)


def test_a_wording_of_two_terms_is_named_with_both(content: Path) -> None:
    text = (content / "buzzwords/data.yaml").read_text()
    (content / "buzzwords/more.yaml").write_text(
        text.replace("data drift", "concept drift").replace("[drift]", "[DRIFT]")
    )
    assert any(
        "terms[data drift]: has 'drift', which belongs to 'concept drift'" in line for line in said(content)
    ) or any("terms[concept drift]: has 'drift', which belongs to 'data drift' too" in line for line in said(content))


def test_other_words_for_what_is_not_there_are_named(content: Path, replace: Replace) -> None:
    replace("asked_as/terms.yaml", "data drift", "data drizzle")
    assert "asked_as: term.data drizzle: is for an entry that is not there; remove it" in said(content)


def test_spellings_that_count_as_equal_are_no_fault(content: Path, replace: Replace) -> None:
    replace("buzzwords/data.yaml", "[drift]", "[data-drift]")
    assert not any(problem.startswith("buzzwords") for problem in said(content))


def test_what_says_the_same_twice_is_named(content: Path, replace: Replace, embedder: Embedder) -> None:
    assert not any("nearly" in problem for problem in said(content, embedder))
    replace(
        QUESTIONS,
        "Where did the live result disagree with the offline one?",
        "With what did you compare your last model?",
    )
    replace("criteria/serving.yaml", "Serving argued", "Serving compared.")
    found = [problem for problem in said(content, embedder) if "nearly" in problem]
    assert len(found) == 2
    assert "levels[3]: reads nearly like the level below (cosine 0.9" in found[0]
    assert "questions[eval-live].text: asks nearly the same as 'eval-baseline' (cosine 0.9" in found[1]


def test_what_the_search_would_not_read_is_named(content: Path, replace: Replace, embedder: Embedder) -> None:
    replace("stages/late.yaml", "Nobody knows yet.", "Nobody knows yet. " * 100)
    assert any("stage late: summary: has" in line and "search reads 256" in line for line in said(content, embedder))


def test_an_empty_bank_has_only_gaps(content: Path, embedder: Embedder) -> None:
    (content / QUESTIONS).unlink()
    found = said(content, embedder)
    assert all("fill 0 of" in line or ": has no" in line for line in found), found
    assert len(found) == 2 + 4 + 1 + len(Classic)


def probes_with(content: Path, old: str, new: str) -> None:
    """The package's own probes with one thing changed, as the folder's own."""
    text = (Path(check_module.__file__).parent / "probes.yaml").read_text(encoding="utf-8")
    assert old in text
    (content / "probes.yaml").write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Which part of that was yours?", "Was that yours?", "own_part.probes[0]: is no open question"),
        ("Which part of that was yours?", "Tell me of your part.", "own_part.probes[0]: is no open question"),
        ("Which part of that was yours?", "Surely you had a part?", "own_part.probes[0]: is leading"),
        (
            "What caused that?",
            "Where did IT still go wrong?",
            "mechanism.after.trouble[0]: asks the same as failure.",
        ),
        ("    - What was the exact figure?\n", "", "metric.probes: has 3 entries; give at least 4"),
    ],
)
def test_a_poor_probe_is_named(content: Path, old: str, new: str, expected: str) -> None:
    probes_with(content, old, new)
    assert any(f"probes.yaml: {expected}" in problem for problem in said(content))
