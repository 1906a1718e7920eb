"""Opening questions of the bank for a role, a stage and a seniority, spread over the criteria by weight.

The order is a function of its arguments alone: no model, no chance. What is near to a job description in meaning comes
ready (`Near`), see `description`; what to ask next during an interview is `policy`'s.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.events import Card
from assistant.judging.criteria import check_ids
from knowledge.types import Knowledge, Question, Seniority

MANY = 5
SAME_WORDS = 0.5
"""Share of their words that two questions may have in common; the bank's own have at most .25."""
FAR, NEAR = 0.3, 0.6
"""Cosines of a sentence with a question that say nothing and everything: between them nearness grows evenly."""
QUOTED = 0.35
"""Cosine from which the sentence is shown as a reason; under it most are near by a common word."""
HEAVILY = 0.5
LONGEST_QUOTE = 300
IMPORTANT = 1 / 3
"""A criterion with at least this share of the heaviest one's weight comes before any comes twice."""
STORIES_A_TASK = 2
"""Questions that set a task tire: so many on the candidate's own past come before each, where there are any."""
ORDER = tuple(Seniority)
_WORD = re.compile(r"[a-z]{4,}")
_PAST = re.compile(r"\b(?:(?:did|have|had|has|was|were) (?:you|your)\b|of yours\b|tell me about\b)", re.IGNORECASE)
_TASK = re.compile(
    r"\b(?:do|would|will|can|should|must) (?:you|they|one|i|we|it)\b|\bwhat (?:goes|is going|happens|would)\b"
    r"|\b(?:work (?:out|through|backwards)|reason through|go through the|talk through|take (?:me to|that)|follow the"
    r"|diagnose|rewrite|reword|derive|compute|estimate|suppose|imagine|aloud|on the board|play me|word your|show me"
    r"|explain to|answer h(?:er|im))\b|\d.*\D\d",
    re.IGNORECASE,
)
_IDLE = frozenset(
    {"about", "describe", "from", "have", "tell", "that", "time", "what", "when", "which", "with", "your"}
)


@dataclass(frozen=True)
class Near:
    """How near a question is to a description: the cosine with the nearest sentence, and that sentence as it stands.

    `quote` is null where it is near to something nobody would quote.
    """

    score: float
    quote: str | None = None

    @property
    def share(self) -> float:
        """From 0, says nothing, to 1."""
        return min(1.0, max(0.0, (self.score - FAR) / (NEAR - FAR)))


@dataclass(frozen=True)
class Opening:
    """A question to open with. `weight`: of its criterion for this stage and role; `why` is a sentence or two.

    `near` has a quote where no question before it has the same.
    """

    question: Question
    criterion: str
    weight: float
    why: str
    near: Near | None = None


def openings(
    knowledge: Knowledge,
    stage: str,
    role: str | None = None,
    seniority: str | None = None,
    n: int = MANY,
    near: Mapping[str, Near] | None = None,
    leave_out: Collection[str] = (),
    reach: int = 0,
) -> tuple[Opening, ...]:
    """At most `n` questions, the weightiest criterion first. `near` by question id; `leave_out` are question ids.

    `reach`: how many steps of seniority away from the one given a question may be meant for.

    No criterion comes twice before every important one came once; then they take turns by weight, as seats are shared
    by Webster's rule. Raises UnknownIdError.
    """
    fitting = eligible(knowledge, stage, role, seniority, reach)
    weights = criterion_weights(knowledge, stage, role)
    left = [question for question in fitting if weights[question.criterion] and question.id not in leave_out]
    heaviest = max((weights[question.criterion] for question in left), default=0.0)
    found: list[Opening] = []
    for question, close in _ranked(left, weights, _fit(knowledge, seniority), near or {}):
        if len(found) == max(0, n):
            break
        if any(_alike(question, earlier.question) for earlier in found):
            continue
        quote = close.quote if close and not any(one.near and one.near.quote == close.quote for one in found) else None
        shown = Near(close.score, quote) if close else None
        why = _why(knowledge, question, stage, weights[question.criterion] / heaviest, shown)
        name = knowledge.criteria[question.criterion].name
        found.append(Opening(question, name, weights[question.criterion], why, shown))
    return tuple(found)


def eligible(
    knowledge: Knowledge, stage: str, role: str | None, seniority: str | None, reach: int = 0
) -> tuple[Question, ...]:
    """The bank's questions for these, in its order; null leaves one open. Raises UnknownIdError."""
    check_ids(knowledge, stage, role, seniority)
    roles = {role, knowledge.roles[role].like} if role is not None else set()
    return tuple(
        question
        for question in knowledge.questions.values()
        if question.stage == stage
        and (role is None or not roles.isdisjoint(question.roles))
        and (seniority is None or _steps(question, Seniority(seniority)) <= reach)
    )


def criterion_weights(knowledge: Knowledge, stage: str, role: str | None) -> dict[str, float]:
    """What each criterion weighs: by stage, times by role where one is given."""
    by_role = knowledge.roles[role].weights if role is not None else {}
    by_stage = knowledge.stages[stage].weights
    return {id_: by_stage.get(id_, 0.0) * (by_role.get(id_, 0.0) if by_role else 1.0) for id_ in knowledge.criteria}


def opening_card(opening: Opening) -> Card:
    """The question as a card; its key is the question's id, which an interview has once."""
    question = opening.question
    return Card(
        key=f"opening-{question.id}",
        kind="opening",
        question=question.text,
        criterion=question.criterion,
        bank_id=question.id,
        why=opening.why,
        listen_for=question.strong[0],
        strong=" ".join(question.strong[1:] or question.strong),
        weak=" ".join(question.weak),
        source="bank",
    )


def sets_task(question: str) -> bool:
    """Whether it gives a case to work on, rather than asking for something of the candidate's past."""
    return _TASK.search(question) is not None and _PAST.search(question) is None


def _ranked(
    left: Sequence[Question], weights: Mapping[str, float], fit: Mapping[str, float], near: Mapping[str, Near]
) -> Iterator[tuple[Question, Near | None]]:
    """Each question once, best first; the bank's order decides between equals."""
    waiting = list(left)
    bar = IMPORTANT * max((weights[question.criterion] for question in left), default=0.0)
    important = {question.criterion for question in left if weights[question.criterion] >= bar}
    asked: Counter[str] = Counter()
    tasks = {question.id for question in left if sets_task(question.text)}
    set_ = 0

    def value(question: Question) -> tuple[float, bool, float]:
        close = near[question.id].share if question.id in near else 0.0
        share = weights[question.criterion] / (2 * asked[question.criterion] + 1)
        early = question.id in tasks and asked.total() < STORIES_A_TASK + set_ * (STORIES_A_TASK + 1)
        return share * (1 + close), not early, fit[question.id]

    while waiting:
        open_ = [question for question in waiting if not asked[question.criterion]]
        best = max(open_ if important - asked.keys() else waiting, key=value)
        waiting.remove(best)
        asked[best.criterion] += 1
        set_ += best.id in tasks
        yield best, near.get(best.id)


def _fit(knowledge: Knowledge, seniority: str | None) -> dict[str, float]:
    """How well a question is meant for a seniority, 0 at best: it is among those named, and in the middle of them."""
    if seniority is None:
        return dict.fromkeys(knowledge.questions, 0.0)
    here = Seniority(seniority)
    middles = {q.id: sum(map(ORDER.index, q.seniority)) / len(q.seniority) for q in knowledge.questions.values()}
    return {
        id_: -len(ORDER) * _steps(question, here) - abs(middles[id_] - ORDER.index(here))
        for id_, question in knowledge.questions.items()
    }


def _steps(question: Question, seniority: Seniority) -> int:
    """How far the seniority is from the nearest that the question is meant for."""
    return min(abs(ORDER.index(level) - ORDER.index(seniority)) for level in question.seniority)


def _why(knowledge: Knowledge, question: Question, stage: str, share: float, near: Near | None) -> str:
    criterion = knowledge.criteria[question.criterion]
    weighs = "weighs most" if share == 1 else "weighs heavily" if share >= HEAVILY else "counts too"
    meaning = criterion.stages.get(stage, criterion.description)
    why = f"{criterion.name} {weighs} here; what counts is {meaning[0].lower()}{meaning[1:]}"
    if near is None or near.quote is None or near.score < QUOTED or len(near.quote) > LONGEST_QUOTE:
        return why
    return f"{why} The description says “{one_line(near.quote).rstrip(' .,;:')}”."


def one_line(quote: str) -> str:
    """A quote on one line."""
    return " ".join(quote.split())


def _alike(one: Question, other: Question) -> bool:
    mine, its = _words(one.text), _words(other.text)
    return len(mine & its) > SAME_WORDS * len(mine | its)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - _IDLE
