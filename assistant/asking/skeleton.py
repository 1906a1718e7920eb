"""A stronger version of somebody's own answer, as the steps of a story: their words where they are there, else a gap.

Nothing is invented: a step is a title of ours, exact words of theirs, and what to fill in. Words are placed by what
their wording shows; the judge's reading says which are worth more than others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from assistant.asking.probing.clauses import Clause, clauses
from assistant.asking.probing.plainly import shown
from assistant.asking.views import Quote, SkeletonStep
from assistant.asking.wording import AFTER_GAP, GOAL_GAP, KINDS, gap
from assistant.types import Evidence, EvidenceKind

FEWEST_STEPS, MOST_STEPS = 3, 6
MOST_WORDS = 22
"""Of one quote; a sentence that is longer is shortened at the end of a clause."""
FEWEST_WORDS, FEWEST_WORDS_UNVOUCHED = 4, 6
"""The second of a goal or an ending, which no kind of evidence vouches for."""
LONGEST_READ = 30_000
"""Characters, half an hour of speech; what comes after that is not looked through for words to quote."""
EARLY, LATE, NOT_LATE = 0.4, 0.6, 0.75
"""Where in an answer its goal, its ending and its data are looked for, as shares of its length."""


@dataclass(frozen=True)
class _Step:
    """A step of a good story, and which words belong in it: what gives one of its kinds, or has one of its `words`.

    `alone`: the kinds that make words belong here without another one of its kinds; all where none is named.
    """

    title: str
    kinds: tuple[EvidenceKind, ...] = ()
    alone: tuple[EvidenceKind, ...] = ()
    words: re.Pattern[str] | None = None
    within: tuple[float, float] = (0.0, 1.0)
    gap: str | None = None
    quotes: int = 1


_GOAL_WORDS = (
    r"\b(?:(?:I|we|they|he|she|team|boss|manager|people|business|customers?|sales) (?:wanted|needed|had) to|"
    r"wanted (?:a|the|it|us|me)|asked (?:me|us|for|if|whether)|so that|our (?:job|task|goal) was|"
    r"to (?:show|guess|tell|know|predict|find|help|decide|see|stop|catch|explain|calculate|recommend)|"
    r"(?:it|this|that|there) was (?:the|a|an|our|for|this)|was for|we(?:['’]re| were| are|['’]d) (?:doing|building)|"
    r"(?:the|our|my|a) (?:[\w-]+ ){0,2}(?:model|filter|classifier|assistant|bot|system|service|pipeline|ranker))\b"
)
_AFTER_WORDS = (
    r"\b(?:since then|in the end|afterwards|after this|from then on|next time|I(?:['’]ve)? learn(?:ed|t)|we kept|"
    r"went live|launched|shipped|released|they (?:use|stopped|struck|kept|still)|the (?:line|number) came out|"
    r"still (?:runs?|in use|there|today)|(?:does|do|did) it that way)\b"
)
_STUTTER = re.compile(r"(\w+),? \1\b", re.IGNORECASE)
GOAL = _Step("What it was for", (), (), re.compile(_GOAL_WORDS, re.IGNORECASE), (0.0, EARLY), GOAL_GAP)
DID = _Step("What you did, and why that way", (EvidenceKind.OWN_PART, EvidenceKind.DECISION), quotes=2)
AFTER = _Step("What came of it", (), (), re.compile(_AFTER_WORDS, re.IGNORECASE), (LATE, 1.0), AFTER_GAP)
STORY = (
    GOAL,
    _Step(
        "What you had to work with",
        (EvidenceKind.DATA, EvidenceKind.SCALE),
        (EvidenceKind.DATA,),
        within=(0.0, NOT_LATE),
    ),
    DID,
    _Step("How it works", (EvidenceKind.MECHANISM,)),
    _Step(
        "The number, and what it stands against",
        (EvidenceKind.METRIC, EvidenceKind.BASELINE),
        (EvidenceKind.METRIC,),
        quotes=2,
    ),
    _Step("What went wrong", (EvidenceKind.FAILURE,)),
    _Step("What it cost", (EvidenceKind.TRADE_OFF,)),
    AFTER,
)


@dataclass(frozen=True)
class _Words:
    """Words that could be quoted. `opens`: with them a sentence begins; `place`: where in the answer, 0-1.

    `shown` counts the conjunction before them too, which is no part of a quote. `heard`: the judge heard evidence here.
    """

    start: int
    end: int
    text: str
    shown: frozenset[EvidenceKind]
    opens: bool
    place: float
    heard: bool
    vague: bool

    def until(self, last: "_Words", answer: str) -> "_Words":
        """These words and what follows to the end of the last."""
        return replace(
            self,
            end=last.end,
            text=answer[self.start : last.end],
            shown=self.shown | last.shown,
            heard=self.heard or last.heard,
        )

    def overlaps(self, other: "_Words") -> bool:
        """Whether some words are in both."""
        return self.start < other.end and other.start < self.end


@dataclass
class _Told:
    """What is quoted so far, by step."""

    by_step: dict[str, list[_Words]] = field(default_factory=dict)

    def free(self, words: _Words) -> bool:
        """Whether none of these words is quoted yet."""
        return not any(words.overlaps(one) for quoted in self.by_step.values() for one in quoted)


def skeleton(
    answer: str, spans: Sequence[Evidence], lacking: Sequence[EvidenceKind], hints: Mapping[EvidenceKind, str]
) -> tuple[SkeletonStep, ...]:
    """The 3-6 steps. `lacking` are left as gaps; `hints`: words of the answer that such a gap is about."""
    told = _placed(list(_quotable(answer, spans)))
    chosen = _chosen(told, lacking)
    return tuple(_step(step, told, lacking, hints) for step in STORY if step in chosen)


def _quotable(answer: str, spans: Sequence[Evidence]) -> Iterator[_Words]:
    """Every run of clauses of one sentence that is short enough; nothing vague, and no false start at its head."""
    for _, group in groupby(clauses(answer[:LONGEST_READ]), key=lambda clause: clause.part):
        own = [_words(answer, clause, before, spans) for before, clause in _with_lead(list(group))]
        for first, words in enumerate(own):
            run = words
            for last in own[first:]:
                run = run.until(last, answer)
                if last.vague or len(run.text.split()) > MOST_WORDS:
                    break
                if not _STUTTER.match(run.text):
                    yield run


def _with_lead(own: Sequence[Clause]) -> Iterator[tuple[int, Clause]]:
    """Each clause with the place where its conjunction or fillers begin, which are no part of it."""
    before = own[0].start - own[0].part.index(own[0].text)
    for clause in own:
        yield before, clause
        before = clause.end


def _words(answer: str, clause: Clause, before: int, spans: Sequence[Evidence]) -> _Words:
    here = {span.kind for span in spans if span.start < clause.end and clause.start < span.end}
    return _Words(
        clause.start,
        clause.end,
        clause.text,
        shown(answer[before : clause.end]),
        opens=clause.part.startswith(answer[before : clause.end]),
        place=clause.start / len(answer),
        heard="evidence" in here,
        vague="vague" in here,
    )


def _placed(quotable: Sequence[_Words]) -> _Told:
    """The best words for each step, none twice; goal first, for what opens an answer is seldom anything else.

    A second quote is for steps that two kinds of evidence belong in, and only where the judge heard something.
    """
    told = _Told()
    fits = [
        (step is not GOAL, -fit, words.start, step, words)
        for step in STORY
        for words in quotable
        if (fit := _fit(step, words))
    ]
    fits.sort(key=lambda fit: fit[:3])
    for turn in (0, 1):
        for _, _, _, step, words in fits:
            quoted = told.by_step.setdefault(step.title, [])
            wanted = len(quoted) == turn and (turn == 0 or (step.quotes > 1 and words.heard))
            if wanted and told.free(words):
                quoted.append(words)
    return told


def _fit(step: _Step, words: _Words) -> float:
    """How well words tell a step; 0 where nothing in them belongs there, less where they tell other things too."""
    length = len(words.text.split())
    enough = length >= (FEWEST_WORDS if step.kinds else FEWEST_WORDS_UNVOUCHED)
    if not enough or not step.within[0] <= words.place <= step.within[1]:
        return 0.0
    belongs = bool(words.shown & set(step.alone or step.kinds)) or bool(step.words and step.words.search(words.text))
    if not belongs:
        return 0.0
    signs = max(1, len(words.shown & set(step.kinds)))
    others = len(words.shown - set(step.kinds))
    return (
        2.0 * signs - 0.5 * others + 1.0 * words.heard + 0.2 * words.opens + min(length, 14 if step.kinds else 8) / 10
    )


def _chosen(told: _Told, lacking: Sequence[EvidenceKind]) -> list[_Step]:
    """At most six: those with something to fill in, goal and ending, then the best told; a goal where there is room."""

    def rank(step: _Step) -> tuple[bool, bool, float]:
        best = max((_fit(step, words) for words in told.by_step.get(step.title, ())), default=0.0)
        return not set(step.kinds) & set(lacking), step not in (GOAL, AFTER), -best

    steps = [step for step in STORY if told.by_step.get(step.title) or set(step.kinds) & set(lacking)]
    chosen = sorted(steps, key=rank)[:MOST_STEPS]
    chosen += [GOAL] if GOAL not in chosen and len(chosen) < MOST_STEPS else []
    chosen += [step for step in (AFTER, DID) if step not in chosen][: max(0, FEWEST_STEPS - len(chosen))]
    return chosen


def _step(step: _Step, told: _Told, lacking: Sequence[EvidenceKind], hints: Mapping[EvidenceKind, str]) -> SkeletonStep:
    said = sorted(told.by_step.get(step.title, ()), key=lambda words: words.start)
    quotes = tuple(Quote(start=words.start, end=words.end, text=words.text, kind="evidence") for words in said)
    open_kinds = [kind for kind in step.kinds if kind in lacking]
    missing = [KINDS[kind].gap for kind in open_kinds] or ([] if said else [step.gap or KINDS[step.kinds[0]].gap])
    hint = next((hints[kind] for kind in open_kinds if kind in hints and not _quotes(told, hints[kind])), None)
    return SkeletonStep(title=step.title, said=quotes, gap=gap(missing, bool(said), hint) if missing else None)


def _quotes(told: _Told, text: str) -> bool:
    """Whether these words stand in a step already."""
    return any(text in words.text for quoted in told.by_step.values() for words in quoted)
