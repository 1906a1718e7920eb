"""What a candidate is told about an answer, and about a whole practice. Computed from the judgement; asks no model.

The judge says what it heard; wording alone never raises a score here, it only keeps us from asking for what is there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice

from assistant.asking.probing.claims import Claim, claims, likely_there
from assistant.asking.probing.clauses import clauses
from assistant.asking.probing.gaps import Gap, find_gaps
from assistant.asking.probing.plainly import shown, shows
from assistant.asking.skeleton import LONGEST_READ, skeleton
from assistant.asking.views import (
    AnswerFeedback,
    CriterionFeedback,
    Heard,
    Lacking,
    Moment,
    PracticeSummary,
    Quote,
)
from assistant.asking.wording import CONCRETE, KINDS, UNSCORED, not_heard
from assistant.judging.criteria import EVERY_KIND, JudgedCriterion
from assistant.types import CriterionScore, Evidence, EvidenceKind, Judgement
from knowledge.types import Knowledge, Question

MOST_LACKING = 3
MOST_QUOTES = 3
MOST_CRITERIA = 3
"""An answer that is judged by ten criteria still has one question behind it."""
SHOWING = 0.4
"""What a kind of evidence in plain view is worth beside a level of depth, for choosing the strongest words."""
LOUD_CLAIM = 2.5
"""Weight from which the words of a gap are worth coming back to; chosen by reading."""
HINTS_AT: Mapping[EvidenceKind, Claim] = {
    EvidenceKind.METRIC: Claim.COMPARES,
    EvidenceKind.OWN_PART: Claim.TEAM,
    EvidenceKind.FAILURE: Claim.TROUBLE,
    EvidenceKind.SCALE: Claim.SIZES,
    EvidenceKind.DATA: Claim.DATA,
    EvidenceKind.DECISION: Claim.CHOOSES,
}
"""Which claim hints at a kind so plainly that it can be quoted back for it."""
OF_A_PERSON = frozenset({EvidenceKind.OWN_PART, EvidenceKind.DECISION})
_FIRST_PERSON = re.compile(r"\b(?:I|we)\b", re.IGNORECASE)


def feedback(
    question: str,
    answer: str,
    judgement: Judgement,
    criteria: Sequence[JudgedCriterion],
    bank: Question | None,
    knowledge: Knowledge,
) -> AnswerFeedback:
    """What is told about `question` (with its follow-ups) and all that was said to it.

    `bank`: the question it opened with; its criterion comes first. `criteria`: those it was judged by.
    """
    scored = _scored(judgement, criteria, bank)
    lacking = _lacking(answer, judgement, [criterion for criterion, _ in scored], bank)
    hints = _hints(find_gaps(question, answer[:LONGEST_READ], judgement, criteria, knowledge.terms)) if lacking else {}
    claimed = {*judgement.claimed, *hints}
    reason = judgement.unscored_reason
    return AnswerFeedback(
        question=question,
        answer=answer,
        depth=judgement.depth,
        interval=judgement.depth_interval,
        unscored_reason=reason,
        unscored=UNSCORED[reason] if reason else None,
        criteria=tuple(islice(_criteria(scored, judgement.evidence), MOST_CRITERIA)),
        quotes=tuple(_quote(span, EVERY_KIND) for span in judgement.evidence),
        lacking=tuple(
            Lacking(kind=kind, why=not_heard(kind, kind in claimed), ask=_ask(kind, question, bank, knowledge))
            for kind in lacking
        ),
        skeleton=skeleton(answer, judgement.evidence, lacking, hints) if reason is None else (),
    )


def practice_summary(feedback: Sequence[AnswerFeedback], criteria: Sequence[JudgedCriterion]) -> PracticeSummary:
    """What remains of a practice: which criteria were heard, the strongest words, and one thing to practise."""
    return PracticeSummary(
        opening=_opening(feedback),
        heard=tuple(heard for criterion in criteria if (heard := _heard(criterion, feedback))),
        strongest=_strongest(feedback),
        practise=_practise(feedback),
    )


def _scored(
    judgement: Judgement, criteria: Sequence[JudgedCriterion], bank: Question | None
) -> list[tuple[JudgedCriterion, CriterionScore]]:
    """The scored criteria: the one that was asked about, then those that most was heard for and that count most."""
    by_id = {criterion.id: criterion for criterion in criteria}
    scored = [(by_id[score.id], score) for score in judgement.criteria if score.score is not None and score.id in by_id]
    asked = bank.criterion if bank else None

    def rank(pair: tuple[JudgedCriterion, CriterionScore]) -> tuple[bool, int, float]:
        criterion, _ = pair
        heard = len(set(criterion.central) & {*judgement.given, *judgement.claimed})
        return criterion.id != asked, -heard, -criterion.weight

    return sorted(scored, key=rank)


def _lacking(
    answer: str, judgement: Judgement, criteria: Sequence[JudgedCriterion], bank: Question | None
) -> list[EvidenceKind]:
    """What is asked for and was not given, claimed kinds first; never what the wording shows to be there.

    What the question's own criterion asks for counts; where nothing of that is missing, one thing that others ask for.
    """
    there = {*judgement.given, *likely_there(answer)}
    asked = [c for c in criteria if bank and c.id == bank.criterion] or criteria
    own = _missing((kind for c in asked for kind in (*c.central, *c.supporting)), there, judgement)
    return own[:MOST_LACKING] or _missing((kind for c in criteria for kind in c.central), there, judgement)[:1]


def _missing(kinds: Iterable[EvidenceKind], there: set[EvidenceKind], judgement: Judgement) -> list[EvidenceKind]:
    """The kinds most often asked for come first, but for those that were claimed."""
    often = Counter(kind for kind in kinds if kind not in there)
    return sorted(often, key=lambda kind: (kind not in judgement.claimed, -often[kind]))


def _hints(gaps: Iterable[Gap]) -> dict[EvidenceKind, str]:
    """The words that claim a kind most loudly without giving it, each for one kind."""
    hints: dict[EvidenceKind, str] = {}
    for gap in gaps:
        own = _FIRST_PERSON.search(gap.quote) or gap.missing not in OF_A_PERSON
        loud = gap.weight >= LOUD_CLAIM and HINTS_AT.get(gap.missing) in claims(gap.quote)
        if own and loud and gap.missing not in hints and gap.quote not in hints.values():
            hints[gap.missing] = gap.quote
    return hints


def _ask(kind: EvidenceKind, question: str, bank: Question | None, knowledge: Knowledge) -> str:
    """The bank question's own probe, or a general one; not one that was put already."""
    own = bank.follow_ups.probe(kind) if bank else None
    probes = [*([own] if own else []), *knowledge.probes[kind].probes]
    put = question.casefold()
    return next((probe for probe in probes if probe.casefold() not in put), probes[0])


def _criteria(
    scored: Sequence[tuple[JudgedCriterion, CriterionScore]], spans: Sequence[Evidence]
) -> Iterator[CriterionFeedback]:
    """The first, and of the others those that have words of their own: a score with nothing to show helps nobody."""
    used: set[int] = set()
    for place, (criterion, score) in enumerate(scored):
        quotes = _quotes(spans, criterion, used, sure=place > 0)
        if place and not quotes:
            continue
        used |= {quote.start for quote in quotes}
        level = score.level or 1
        yield CriterionFeedback(
            id=criterion.id,
            name=criterion.name,
            score=score.score or 1.0,
            level=level,
            levels=len(criterion.levels),
            here=criterion.levels[level - 1],
            above=criterion.levels[level] if level < len(criterion.levels) else None,
            quotes=quotes,
        )


def _quotes(spans: Iterable[Evidence], criterion: JudgedCriterion, used: Set[int], *, sure: bool) -> tuple[Quote, ...]:
    """The words that give what a criterion asks for, in their order; where there are many, those that give most of it.

    None of those `used` already (by their start); where it has to be `sure`, the wording must show a central kind.
    """
    wanted = [*criterion.central, *criterion.supporting]
    giving = [
        span
        for span in spans
        if span.kind == "evidence"
        and span.start not in used
        and (shown(span.text) & set(criterion.central) if sure else {span.gives, *shown(span.text)} & set(wanted))
    ]
    best = sorted(giving, key=lambda span: -len(shown(span.text) & set(wanted)))[:MOST_QUOTES]
    return tuple(_quote(span, wanted) for span in sorted(best, key=lambda span: span.start))


def _quote(span: Evidence, wanted: Sequence[EvidenceKind]) -> Quote:
    """A span with what it gives: what the judge heard, unless the wording shows only other kinds."""
    plain = shown(span.text)
    gives = span.gives
    if gives and plain and gives not in plain:
        gives = next((kind for kind in wanted if kind in plain), gives)
    return Quote(start=span.start, end=span.end, text=span.text, kind=span.kind, gives=gives, recites=span.recites)


def _opening(feedback: Sequence[AnswerFeedback]) -> str:
    told = sum(one.depth is not None for one in feedback)
    if not feedback:
        return "This practice ended before there was an answer to read."
    answers = "one question" if len(feedback) == 1 else f"{len(feedback)} questions"
    if told == len(feedback):
        return f"You answered {answers}, and {'it has' if told == 1 else 'each has'} a score."
    if not told:
        return f"You answered {answers}. There is no score, which says nothing about you; below is what to do next."
    return f"You answered {answers}, and {told} of them {'has' if told == 1 else 'have'} a score."


def _heard(criterion: JudgedCriterion, feedback: Sequence[AnswerFeedback]) -> Heard | None:
    scores = [one.score for answer in feedback for one in answer.criteria if one.id == criterion.id]
    if not scores:
        return None
    return Heard(id=criterion.id, name=criterion.name, score=round(sum(scores) / len(scores), 3), answers=len(scores))


def _strongest(feedback: Sequence[AnswerFeedback]) -> Moment | None:
    """Of the words heard to give something, those that show most in the answers that went deepest."""
    moments = [
        ((answer.depth or 0.0) + SHOWING * len(shown(quote.text)), place, quote)
        for place, answer in enumerate(feedback)
        for quote in answer.quotes
        if quote.kind == "evidence"
    ]
    if not moments:
        return None
    _, place, quote = max(moments, key=lambda moment: moment[0])
    sure = quote.gives is not None and shows(quote.text, quote.gives)
    why = KINDS[quote.gives].earned if sure and quote.gives else CONCRETE
    return Moment(answer=place, quote=_without_fillers(quote, feedback[place].answer), why=why)


def _without_fillers(quote: Quote, answer: str) -> Quote:
    """From its first clause to its last, without what only fills time at either end."""
    own = clauses(answer[quote.start : quote.end])
    if not own:
        return quote
    start, end = quote.start + own[0].start, quote.start + own[-1].end
    return quote.model_copy(update={"start": start, "end": end, "text": answer[start:end]})


def _practise(feedback: Sequence[AnswerFeedback]) -> Lacking | None:
    """What was lacking most often, the first named of equals."""
    lacking = Counter(one.kind for answer in feedback for one in answer.lacking)
    if not lacking:
        return None
    kind, times = lacking.most_common(1)[0]
    told = sum(answer.depth is not None for answer in feedback)
    where = "" if told == 1 else f"In {times} of {told} answers "
    words = KINDS[kind]
    return Lacking(kind=kind, why=f"{where}I did not hear {words.unheard}. {words.helps}", ask=words.practise)
