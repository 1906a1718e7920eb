"""What could stand in place of a vague demand: something that a person can show at this stage, or else a question.

Only whole sentences of the knowledge are used, never a pattern with gaps to fill: of the subject at the stage, of what
the role expects of the seniority, of what is meant to stand there in any case, of the role's own must-haves, or of what
unpacks a term.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.asking.descriptions.likeness import Finds
from assistant.asking.openings import one_line
from assistant.preparing.demands import Found, line_of
from assistant.preparing.posting import Source, VagueDemand
from knowledge.demands import Subject, VagueKind
from knowledge.lexicon import find_terms
from knowledge.types import Knowledge, Role, Seniority

NEAR_ENOUGH = 0.45
"""Cosine from which one of the role's own sentences may stand in for a demand; chosen by eye on twelve postings."""
MANY_NEAR = 50
PARTS = ("must_have", "outcomes", "nice_to_have")


@dataclass(frozen=True)
class Place:
    """Whom and what the description is for. `role_assumed`: it is for no role that is known here."""

    knowledge: Knowledge
    store: Finds
    role: Role
    stage: str
    seniority: str | None
    role_assumed: bool = False


def rewrite(place: Place, text: str, vague: Sequence[Found]) -> tuple[VagueDemand, ...]:
    """The vague demands with what could stand there instead; the same once only."""
    told: dict[str, int] = {}
    rewritten: list[VagueDemand] = []
    for number, found in enumerate(vague, 1):
        one = _demand(place, text, found)
        if one.instead is not None:
            same = told.setdefault(one.instead, number)
            one = one if same == number else one.model_copy(update={"same_as": same})
        rewritten.append(one)
    return tuple(rewritten)


def _demand(place: Place, text: str, found: Found) -> VagueDemand:
    kind = place.knowledge.demands.kinds[found.kind]
    source, instead = next(_instead(place, found), (None, None))
    criterion = next((one.criterion for one in found.about if one.criterion in place.knowledge.criteria), None)
    return VagueDemand(
        quote=found.exact,
        start=found.start,
        end=found.end,
        line=line_of(text, found.start),
        sentence=found.sentence.quote,
        kind=found.kind,
        kind_name=kind.name,
        why=(found.words.why if found.words else None) or kind.why,
        about=one_line(found.named),
        criterion=None if found.kind is VagueKind.EXCLUSIONARY else criterion,
        instead=instead,
        source=source,
        ask=(found.words.ask if found.words else None) or kind.ask,
    )


def _instead(place: Place, found: Found) -> Iterator[tuple[Source, str]]:
    """What could stand there, the best first."""
    if found.words and found.words.instead:
        yield "words", found.words.instead
    if found.kind is VagueKind.EXCLUSIONARY:
        return
    expected = None if place.role_assumed or _special(found) else place.seniority
    if found.kind is VagueKind.YEARS and expected:
        yield "seniority", getattr(place.role.seniority, Seniority(expected).value)
    for subject in _weightiest_first(place, found):
        if can := subject.can.get(place.stage):
            yield "subject", can
    if not place.role_assumed:
        yield from _near(place, found)
    yield from _unpacked(place, found)


def _weightiest_first(place: Place, found: Found) -> Sequence[Subject]:
    """What it is about; of a list of tools first what counts most for this role and stage."""
    if found.words is not None:
        return found.about
    by_stage, by_role = place.knowledge.stages[place.stage].weights, place.role.weights
    weight = {one.id: by_stage.get(one.criterion, 0.0) * by_role.get(one.criterion, 0.0) for one in found.about}
    return sorted(found.about, key=lambda one: -weight[one.id])


def _special(found: Found) -> bool:
    """Whether the years are of something more special than the trade itself."""
    return any(subject.id not in ("machine_learning", "software", "business", "research") for subject in found.about)


def _near(place: Place, found: Found) -> Iterator[tuple[Source, str]]:
    """The role's own sentence that is nearest in meaning."""
    role = place.role.like or place.role.id
    for passage in place.store.search(found.sentence.text, ("role",), k=MANY_NEAR):
        own = passage.entry == role and passage.part.split(".")[0] in PARTS[:2]
        if own and (passage.score or 0.0) >= NEAR_ENOUGH:
            yield "role", passage.text
            return


def _unpacked(place: Place, found: Found) -> Iterator[tuple[Source, str]]:
    """What unpacks a term of the trade, told of a case of one's own."""
    for use in find_terms(found.exact, place.knowledge.terms.values()):
        what = place.knowledge.terms[use.term].unpacked_by[0].what
        yield "term", f"Can tell of one case of their own: {what}."
        return
