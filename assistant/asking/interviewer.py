"""What the interviewer's chat and the mock interview share: hearing an answer, what it covers, what to ask about it.

Knows the judge and the knowledge, and nothing of records, pages or terminals.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from assistant.asking.coverage import coverage
from assistant.asking.descriptions.description import Description, read_description
from assistant.asking.events import Card, Plan, Setup
from assistant.asking.log import Standing, Talk
from assistant.asking.messages.intents import Intents, Understood
from assistant.asking.openings import Near, opening_card, openings
from assistant.asking.plan import make_plan
from assistant.asking.probing.followups import NEAR_QUESTION, Answered, Inquiries, Inquiry, follow_ups
from assistant.asking.probing.history import earlier_in
from assistant.asking.views import Covered, Guess
from assistant.client import Engine
from assistant.errors import InputError, StorageError
from assistant.judging.criteria import JudgedCriterion, check_ids
from assistant.judging.judge import Item, Judge
from assistant.preparing.preparation import Prepared, Request, prepare, prepare_from
from assistant.types import Evidence, Judgement
from knowledge.errors import KnowledgeError
from knowledge.types import Question, Seniority

LONGEST_TEXT = 200_000
"""Characters; about 30,000 words, three hours of speech."""
NEAREST = 40
"""A third of the bank's questions for a stage."""
CLEARLY = 0.1
"""A difference of cosines; chosen by eye."""


class Interviewer:
    """Hears, covers and asks with one judge. `writer`: an engine that serves a trained interviewer."""

    def __init__(self, judge: Judge, intents: Intents, writer: Engine | None = None) -> None:
        self._judge, self._intents, self._writer = judge, intents, writer
        self.knowledge = judge.knowledge
        self._read = lru_cache(maxsize=8)(self._read_anew)

    def describe(self, text: str) -> Guess:
        """What a job description says the interview is for. Raises InputError for one without words."""
        return self._read(text).guess

    def prepare(self, request: Request, text: str | None) -> Prepared:
        """A plan for a panel, from a job description where there is one. Raises InputError, UnknownIdError."""
        if text is None:
            return prepare(self.knowledge, request)
        with stored():
            return prepare_from(self.knowledge, self._judge.store, text, request)

    def understand(self, typed: str) -> Understood:
        """What an interviewer wants with a message."""
        return self._intents.understand(typed)

    def plan(self, setup: Setup) -> Plan:
        """The opening questions for a setup. Raises UnknownIdError, or InputError where no question fits it."""
        check_ids(self.knowledge, setup.stage, setup.role, setup.seniority)
        plan = make_plan(self.knowledge, setup, self._described(setup))
        if not plan.questions:
            raise InputError("no question of the bank fits this role, stage and seniority; leave one of them open")
        return plan

    def completed(self, setup: Setup) -> Setup:
        """The setup with what its job description says and the person left open."""
        if not setup.description:
            return setup
        guess = self.describe(setup.description)
        read = {
            "role": setup.role or guess.role,
            "seniority": setup.seniority or guess.seniority,
            "stage": guess.stage if setup.stage_assumed and guess.stage else setup.stage,
            "stage_assumed": setup.stage_assumed and not guess.stage,
        }
        return setup.model_copy(update=read)

    def criterion_of(self, question: str) -> str | None:
        """The criterion that a question is about, if the bank has one near to it."""
        found, cosine = self._judge.near_question(question)
        return found.criterion if cosine >= NEAR_QUESTION else None

    def answers_better(self, answer: str, question: str, other: str) -> bool:
        """Whether an answer is clearly nearer in meaning to one question than to another."""
        like = self._judge.likeness
        return like(answer, question) - like(answer, other) >= CLEARLY

    def criteria(self, setup: Setup) -> tuple[JudgedCriterion, ...]:
        """What is judged, weighted by stage and role."""
        return self._judge.yardstick_of(setup.stage, setup.role, None).criteria

    def hear(self, setup: Setup, talk: Talk) -> Judgement:
        """The judge's reading of everything said in a talk so far. Raises EngineError."""
        item = Item(talk.question, talk.answer, setup.stage, setup.role, setup.seniority)
        now = self._judge.judge([item])[0]
        return now if talk.judgement is None else never_less(talk.judgement, now, talk.news)

    def coverage(self, now: Standing) -> tuple[Covered, ...]:
        """How far each criterion is covered."""
        return coverage(now.talks, self.criteria(now.setup), self._judge.interval)

    def bank(self, talk: Talk) -> Question | None:
        """The bank's question that a talk opened with, or the nearest to it."""
        opened = talk.asked[0]
        return self.knowledge.questions.get(opened.bank_id or "") or self._judge.nearest_question(opened.question)

    def follow_ups(self, now: Standing, most: int) -> Inquiries:
        """What is worth asking about the last talk as it was read, without what was asked or offered before."""
        talk = now.talks[-1] if now.talks else None
        if talk is None or talk.judgement is None:
            return Inquiries()
        answered = Answered(talk.question, talk.answer, talk.judgement, self.criteria(now.setup), talk.news)
        return follow_ups(self._judge, answered, earlier_in(now), most, self._writer)

    def openings(
        self, now: Standing, criterion: str | None = None, about: str | None = None, seniority: str | None = None
    ) -> tuple[Card, ...]:
        """Opening cards that were neither asked nor put away, the best first.

        `criterion`: only on this one; `about`: only what is near to it in meaning, those that name it before others;
        `seniority` in place of the setup's.
        """
        setup = now.setup
        near = self._near(about, setup.stage) if about else self._described(setup)
        found = openings(
            self.knowledge,
            setup.stage,
            setup.role,
            seniority or setup.seniority,
            len(self.knowledge.questions),
            near,
            _used(now),
            reach=len(Seniority) if setup.questions else 0,
        )
        planned = {id_: place for place, id_ in enumerate(setup.questions)}
        found = tuple(sorted(found, key=lambda one: planned.get(one.question.id, len(planned))))
        fitting = [one for one in found if criterion in (None, one.question.criterion)]
        if about:
            places = {id_: place for place, id_ in enumerate(near)}
            close = [one for one in fitting if one.near is not None and one.near.share > 0]
            fitting = sorted(close, key=lambda one: places[one.question.id])
        return tuple(opening_card(one) for one in fitting)

    def _described(self, setup: Setup) -> Mapping[str, Near]:
        """How near the bank's questions are to the setup's job description."""
        return self._read(setup.description).near if setup.description else {}

    def _near(self, about: str, stage: str) -> Mapping[str, Near]:
        """How near the bank's questions are to a subject, best first by words and meaning."""
        with stored():
            found = self._judge.store.find(about, "question", stage, k=NEAREST)
        return {one.passage.entry: Near(one.nearness or 0.0) for one in found}

    def _read_anew(self, text: str) -> Description:
        with stored():
            return read_description(self.knowledge, self._judge.store, text)


@contextmanager
def stored() -> Iterator[None]:
    """An index that fails is told as ours."""
    try:
        yield
    except KnowledgeError as error:
        raise StorageError(f"the index of the knowledge failed: {error}") from error


def never_less(before: Judgement, now: Judgement, news: int) -> Judgement:
    """The reading of an exchange that went on: asking further never costs, and what was heard stays heard.

    `news`: where in the answer the part begins that `before` did not read. Numbers are those of the higher depth.
    """
    best = now if (now.depth or 0) >= (before.depth or 0) else before
    given = tuple(dict.fromkeys((*before.given, *now.given)))
    claimed = tuple(kind for kind in dict.fromkeys((*before.claimed, *now.claimed)) if kind not in given)
    old = [span for span in before.evidence if span.kind == "evidence"]
    kept = [span for span in now.evidence if span.start >= news or not any(_meets(span, one) for one in old)]
    evidence = (*old, *(span for span in kept if span not in old))
    heard = {"given": given, "claimed": claimed, "terms_used": now.terms_used, "buzzword_load": now.buzzword_load}
    spans = tuple(sorted(evidence, key=lambda span: (span.start, span.end, span.kind)))
    return best.model_copy(update={**heard, "evidence": spans})


def _meets(span: Evidence, other: Evidence) -> bool:
    return span.start < other.end and other.start < span.end


def follow_up_card(inquiry: Inquiry) -> Card:
    """A follow-up as a card, without a key."""
    return Card(
        key="",
        kind="follow_up",
        question=inquiry.question,
        quote=inquiry.quote,
        missing=inquiry.missing,
        criterion=inquiry.criterion,
        bank_id=inquiry.bank_id,
        why=inquiry.why,
        listen_for=inquiry.listen_for,
        strong=inquiry.strong,
        weak=inquiry.weak,
        source=inquiry.source,
    )


def check_words(text: str, what: str) -> None:
    """Raises InputError for what holds no words to keep, or more than anybody says."""
    if not text.strip():
        raise InputError(f"the {what} is empty; write or paste some words first")
    if len(text) > LONGEST_TEXT:
        raise InputError(f"the {what} has {len(text):,} characters, and at most {LONGEST_TEXT:,} are read; shorten it")


def _used(now: Standing) -> frozenset[str]:
    """The bank's questions that were asked or put away."""
    asked = {asked.bank_id for talk in now.talks for asked in talk.asked if asked.bank_id}
    away = {card.bank_id for card in now.offered if card.bank_id and now.decided.get(card.key) is False}
    return frozenset(asked | away)
