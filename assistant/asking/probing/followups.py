"""Follow-ups on one answer: gaps found, worded, checked and ranked; one way of it for the chat, reports and commands.

The model proposes and code disposes: without an interviewer, or where none of its wordings passes, the bank asks in its
own words with the quote before them. What was said is data; nothing in it changes what is done here.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

from assistant.asking.probing.acceptance import why_not, why_not_a_models
from assistant.asking.probing.clauses import clauses
from assistant.asking.probing.gaps import Gap, find_gaps
from assistant.asking.probing.history import Earlier
from assistant.asking.probing.proposals import propose
from assistant.client import Engine
from assistant.errors import EngineError
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.judge import Judge
from assistant.types import EvidenceKind, Judgement, UnscoredReason
from knowledge.types import Question

WORDINGS = 4
NEAR_QUESTION = 0.36
"""Cosine of a question with the bank's nearest: of fourteen tried by hand, those from .38 on were about the same."""

NEAR_PROBE = 0.3
"""Cosine of a bank question's probe with the quote: below it most of eighty did not follow from the quote."""

WORTH_A_QUOTE_TWICE = 1.5
DISMISSED, ASKED_HERE = 1.0, 1.0
"""What a kind loses for each card of it that was put away, and for having been asked for in the same exchange."""

OLD = 1.0
"""What a gap loses for words that were said before the last answer."""

NOTHING_OPEN = "This answer leaves nothing open that could be taken up in its own words; ask something new, or move on."
NO_SPEECH = "There is no sentence here that could be quoted back; ask them to say it in words."
UNQUOTABLE: Mapping[UnscoredReason, str] = {
    UnscoredReason.EMPTY: "Nothing was said that could be taken up; ask again in other words.",
    UnscoredReason.DECLINED: "They say that they have not done this; ask for what comes nearest to it, or move on.",
    UnscoredReason.OFF_TOPIC: "This is about something else; come back to the question.",
    UnscoredReason.GIBBERISH: "This cannot be read as sentences; ask them to say it again.",
    UnscoredReason.ECHO: "This only says the question back; ask for one occasion.",
    UnscoredReason.LANGUAGE: "This is not in English, and nothing else can be read here.",
    UnscoredReason.TOO_THIN: "This is too short to take anything up; ask for more words.",
    UnscoredReason.NOT_ADDRESSED: "This does not bear on the question; ask it again in other words.",
}


@dataclass(frozen=True)
class Answered:
    """A question, everything said to it, the judge's reading of that, and the criteria it was read by.

    `news`: where in the answer that begins what was said last, which is taken up rather than what was said before.
    """

    question: str
    answer: str
    judgement: Judgement
    criteria: Sequence[JudgedCriterion]
    news: int = 0


@dataclass(frozen=True)
class Inquiry:
    """A follow-up worth asking: `quote == answer[start:end]`, and `question` takes it up.

    `strong` and `weak`: what such a reply sounds like. `bank_id`: the question whose probe it is. `criterion`: what it
    would settle.
    """

    question: str
    start: int
    end: int
    quote: str
    missing: EvidenceKind
    why: str
    listen_for: str
    strong: str
    weak: str
    source: Literal["model", "bank"]
    bank_id: str | None = None
    criterion: str | None = None

    @property
    def ask(self) -> str:
        """The question for where the quote stands beside it."""
        return self.question.removeprefix(_lead(self.quote))


@dataclass(frozen=True)
class Inquiries:
    """The follow-ups, best first; where there are none, why, in a sentence for the interviewer."""

    found: tuple[Inquiry, ...] = ()
    reason: str | None = None


def _lead(quote: str) -> str:
    return f"You said “{quote}”. "


def follow_ups(
    judge: Judge,
    answered: Answered,
    earlier: Sequence[Earlier] = (),
    most: int = 3,
    writer: Engine | None = None,
) -> Inquiries:
    """The best follow-ups, of different kinds and with different quotes as far as there are.

    `writer`: an engine that serves the interviewer, to word them. Raises StorageError where the index fails.
    """
    if reason := _why_none(answered.judgement):
        return Inquiries(reason=reason)
    criteria, terms = answered.criteria, judge.knowledge.terms
    gaps = find_gaps(answered.question, answered.answer, answered.judgement, criteria, terms)
    chosen = _chosen(judge, answered, _after(gaps, earlier, answered.news), earlier, most)
    if not chosen:
        return Inquiries(reason=NOTHING_OPEN if clauses(answered.answer) else NO_SPEECH)
    found = [inquiry for _, inquiry in chosen]
    return Inquiries(tuple(_in_models_words(judge, answered, chosen, earlier, writer) if writer else found))


def _why_none(judgement: Judgement) -> str | None:
    """Why nothing of an answer should be taken up: it has no words to, or they are not about what was asked."""
    reason = judgement.unscored_reason
    quotable = reason is UnscoredReason.NOT_ADDRESSED and bool(judgement.evidence)
    return None if reason is None or quotable else UNQUOTABLE.get(reason)


def _after(gaps: Sequence[Gap], earlier: Sequence[Earlier], news: int) -> list[Gap]:
    """The gaps that were not taken up before, those of dismissed kinds and of kinds just asked for further down."""
    left = [
        replace(gap, weight=gap.weight - _tired(gap, earlier) - OLD * (gap.start < news))
        for gap in gaps
        if not _taken_up(gap, earlier)
    ]
    return sorted(left, key=lambda gap: -gap.weight)


def _taken_up(gap: Gap, earlier: Sequence[Earlier]) -> bool:
    return any(
        one.missing == gap.missing and one.quote and (one.quote in gap.quote or gap.quote in one.quote)
        for one in earlier
    )


def _tired(gap: Gap, earlier: Sequence[Earlier]) -> float:
    same = [one for one in earlier if one.missing == gap.missing]
    return DISMISSED * sum(one.dismissed for one in same) + ASKED_HERE * any(one.here for one in same)


def _chosen(
    judge: Judge, answered: Answered, gaps: Sequence[Gap], earlier: Sequence[Earlier], most: int
) -> list[tuple[Gap, Inquiry]]:
    """The best gaps that the bank can ask about, each of another kind; a quote again only for what is worth it."""
    chosen: list[tuple[Gap, Inquiry]] = []
    near = _near_question(judge, answered.question)
    for again in (False, True):
        for gap in gaps:
            if len(chosen) == most:
                break
            taken = [one for one, _ in chosen]
            fresh = all(gap.quote != one.quote for one in taken) or (again and gap.weight >= WORTH_A_QUOTE_TWICE)
            if fresh and all(gap.missing != one.missing for one in taken):
                chosen += [(gap, one) for one in _in_banks_words(judge, answered, gap, near, earlier)]
    return sorted(chosen, key=lambda pair: -pair[0].weight)


def _near_question(judge: Judge, question: str) -> Question | None:
    if not question.strip():
        return None
    found, cosine = judge.near_question(question)
    return found if cosine >= NEAR_QUESTION else None


def _in_banks_words(
    judge: Judge, answered: Answered, gap: Gap, near: Question | None, earlier: Sequence[Earlier]
) -> list[Inquiry]:
    """The gap in the words of the bank, if any of its probes may be put: that of the question at hand, or for any."""
    heard = [one.question for one in earlier]
    for probe, bank_id in _probes(judge, answered.question, gap, near, heard):
        question = f"{_lead(gap.quote)}{probe}"
        if not any(why_not(asked, gap.quote, heard, judge.likeness) for asked in (question, probe)):
            return [_inquiry(judge, answered, gap, question, bank_id)]
    return []


def _probes(
    judge: Judge, question: str, gap: Gap, near: Question | None, heard: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    """What to ask after the quote: the bank's own probe where it follows from it, then what was not asked yet."""
    own = near.follow_ups.probe(gap.missing) if near and not gap.term else None
    follows = near is not None and (_is(near, question) or (own and judge.likeness(own, gap.quote) >= NEAR_PROBE))
    if near and own and own not in heard and follows:
        yield own, near.id
    generic = judge.knowledge.probes[gap.missing].probes_after(gap.saying)
    for probe in sorted(generic, key=lambda probe: sum(probe in one for one in heard)):
        yield probe, None


def _is(bank: Question, question: str) -> bool:
    """Whether the question asked is the bank's own, whose probes follow from any answer to it."""
    return question.casefold().startswith(bank.text.casefold())


def _inquiry(judge: Judge, answered: Answered, gap: Gap, question: str, bank_id: str | None) -> Inquiry:
    probing = judge.knowledge.probes[gap.missing]
    unpacked = [each.what for each in gap.term.unpacked_by if each.kind == gap.missing] if gap.term else []
    scored = {c.id: c.score for c in answered.judgement.criteria if c.score is not None}
    settles = [c.id for c in answered.criteria if c.id in scored and gap.missing in c.central]
    return Inquiry(
        question=question,
        start=gap.start,
        end=gap.end,
        quote=gap.quote,
        missing=gap.missing,
        why=probing.why_claimed if gap.claimed else probing.why_absent,
        listen_for=f"{unpacked[0][0].upper()}{unpacked[0][1:]}." if unpacked else probing.listen_for,
        strong=probing.strong,
        weak=probing.weak,
        source="bank",
        bank_id=bank_id,
        criterion=min(settles, key=lambda name: scored[name] or 0.0, default=None),
    )


def _in_models_words(
    judge: Judge,
    answered: Answered,
    chosen: Sequence[tuple[Gap, Inquiry]],
    earlier: Sequence[Earlier],
    writer: Engine,
) -> Iterator[Inquiry]:
    """Each follow-up in the first of the model's wordings that passes; in the bank's where none does."""
    heard = [one.question for one in earlier]
    with ThreadPoolExecutor(len(chosen), thread_name_prefix="gap") as pool:
        proposed = pool.map(lambda pair: _proposed(writer, answered, *pair), chosen)
    for (gap, inquiry), wordings in zip(chosen, proposed, strict=True):
        kept = next((wording for wording in wordings if _passes(judge, gap, wording, heard)), None)
        if kept is None:
            yield inquiry
        else:
            heard.append(kept)
            yield replace(inquiry, question=kept, source="model", bank_id=None)


def _proposed(writer: Engine, answered: Answered, gap: Gap, inquiry: Inquiry) -> tuple[str, ...]:
    """The model's wordings; none where the engine fails, for the bank has asked already."""
    try:
        return propose(writer, gap, answered.question, inquiry.ask, WORDINGS)
    except EngineError:
        return ()


def _passes(judge: Judge, gap: Gap, wording: str, heard: Sequence[str]) -> bool:
    own = why_not_a_models(wording, gap.quote, gap.part, gap.missing)
    return own is None and why_not(wording, "", heard, judge.likeness) is None
