"""What is made of a posting: rewritings that are whole sentences of the knowledge, and a profile that is a role."""

from collections.abc import Sequence

import pytest
import yaml

from assistant.preparing.panel import Panelist
from assistant.preparing.posting import Advice
from assistant.preparing.preparation import Prepared, Request, prepare_from
from assistant.preparing.profile import profile_yaml
from knowledge.load import load_knowledge
from knowledge.passages import Passage, PassageKind
from knowledge.types import Role
from tests.fakes import FakeIndex

KNOWLEDGE = load_knowledge()
PANEL = (Panelist(name="Ana", minutes=45), Panelist(name="Ben", minutes=60))
POSTING = """Senior Machine Learning Rockstar Engineer

Your tasks
- Replace the monthly retraining by one that anybody can start
- Research new architectures

You bring
- 5+ years of experience
- Solid knowledge of Kubernetes
- Experience with Kubernetes in production
- Fluent in Klingon
- Familiar with falconry
"""


def near(query: str, kind: Sequence[PassageKind]) -> tuple[Passage, ...]:
    """One must-have is near to falconry, and nothing near to anything else."""
    if "role" not in kind or "falconry" not in query or len(kind) > 1:
        return ()
    text = KNOWLEDGE.roles["ml_engineer"].must_have[0]
    return (Passage("role", "ml_engineer", "must_have.1", text, score=0.6),)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare_from(KNOWLEDGE, FakeIndex(near), POSTING, Request(panel=PANEL, stage="scale", role="ml_engineer"))


@pytest.fixture(scope="module")
def advice(prepared: Prepared) -> Advice:
    assert prepared.advice is not None
    return prepared.advice


def test_quotes_are_exact_and_placed(advice: Advice) -> None:
    places = [(one.start, one.end, one.quote, one.line) for one in advice.vague]
    places += [(one.start, one.end, one.quote, one.line) for one in advice.concrete]
    places += [(one.start, one.end, one.quote, one.line) for one in advice.against]
    for start, end, quote, line in places:
        assert POSTING[start:end] == quote
        assert quote in POSTING.splitlines()[line - 1]


def test_what_stands_instead_is_a_whole_sentence_of_the_knowledge(advice: Advice) -> None:
    by_quote = {one.quote: one for one in advice.vague}
    years = by_quote["5+ years of experience"]
    assert (years.source, years.instead) == ("seniority", KNOWLEDGE.roles["ml_engineer"].seniority.senior)
    containers = next(one for one in KNOWLEDGE.demands.subjects if one.id == "containers")
    solid = by_quote["Solid knowledge of Kubernetes"]
    assert (solid.source, solid.instead) == ("subject", containers.can["scale"])
    near = by_quote["Familiar with falconry"]
    assert (near.source, near.instead) == ("role", KNOWLEDGE.roles["ml_engineer"].must_have[0])


def test_the_same_is_proposed_once(advice: Advice) -> None:
    numbers = {one.quote: number for number, one in enumerate(advice.vague, 1)}
    again = next(one for one in advice.vague if one.quote.startswith("Experience with Kubernetes"))
    assert again.same_as == numbers["Solid knowledge of Kubernetes"]


def test_where_nothing_fits_there_is_a_question(advice: Advice) -> None:
    nothing = next(one for one in advice.vague if "Klingon" in one.quote)
    assert (nothing.instead, nothing.source) == (None, None)
    assert nothing.ask.endswith("?")


def test_the_profile_is_a_role_with_reasons(advice: Advice, prepared: Prepared) -> None:
    text = profile_yaml(advice.profile)
    role = Role.model_validate(yaml.safe_load(text))
    assert role == advice.profile.role
    assert (role.name, role.like) == ("Senior Machine Learning Engineer", "ml_engineer")
    assert role.outcomes == ("Replace the monthly retraining by one that anybody can start.",)
    assert role.weights["mlops"] > KNOWLEDGE.roles["ml_engineer"].weights["mlops"]
    assert role.weights["communication"] == KNOWLEDGE.roles["ml_engineer"].weights["communication"]
    for change in advice.profile.changes:
        assert "asked for in “" in change.why
        assert f"{change.criterion}: {change.after:g}  # {change.before:g} for ml_engineer; asked for" in text
    assert prepared.plan.role == role.id
    assert prepared.plan.sessions[0].asked


def test_what_does_not_fit_the_stage_is_no_outcome(advice: Advice) -> None:
    assert [one.quote for one in advice.against] == ["Research new architectures"]
