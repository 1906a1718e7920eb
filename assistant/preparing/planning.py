"""The plan for a panel: questions shared out, each session minute by minute, scorecards, and what found no room.

Pure: a function of the knowledge and what was asked for. How questions are shared is `sharing`'s, which questions there
are for a role, a stage and a seniority `openings`'.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.asking.openings import Near, Opening, criterion_weights
from assistant.asking.plan import BEGINS, lighter_last, opens_with, rank
from assistant.errors import InputError
from assistant.judging.criteria import check_ids
from assistant.preparing.panel import (
    Asking,
    Covering,
    Panelist,
    PanelPlan,
    Probe,
    Rating,
    Session,
    State,
    Step,
    StepKind,
    WorkSession,
)
from assistant.preparing.sharing import Shared, Split, important, share
from assistant.preparing.work import work_sample, work_session
from knowledge.types import Knowledge, Theme

RESERVED = 2
"""Questions in reserve for each interviewer."""
MOST_PANELISTS = 8
MOST_THEMES = 2
"""How many things a session is said to be about."""


@dataclass(frozen=True)
class Wanted:
    """What a plan is for. `sample`: the id of a work sample, `auto` for one that fits, null for none."""

    stage: str
    role: str | None = None
    seniority: str | None = None
    stage_assumed: bool = False
    panel: tuple[Panelist, ...] = (Panelist(name="Interviewer 1", minutes=45),)
    sample: str | None = None
    notes: tuple[str, ...] = ()


def plan_panel(knowledge: Knowledge, wanted: Wanted, near: Mapping[str, Near] | None = None) -> PanelPlan:
    """The plan for a panel; the same for the same arguments. `near`: the bank's questions to a description.

    Raises UnknownIdError, or InputError for a panel of none, of many or with a name twice, and where no question fits.
    """
    check_ids(knowledge, wanted.stage, wanted.role, wanted.seniority)
    _check_panel(wanted.panel)
    sample = work_sample(knowledge, wanted.stage, wanted.role, wanted.seniority, wanted.sample)
    rooms = [_question_minutes(one.minutes) for one in wanted.panel]
    ranked = rank(knowledge, wanted.stage, wanted.role, wanted.seniority, sum(rooms), near)
    if not ranked:
        raise InputError("no question of the bank fits this role, stage and seniority; leave one of them open")
    weights = criterion_weights(knowledge, wanted.stage, wanted.role)
    seen = frozenset(line.criterion for line in sample.guide) if sample else frozenset()
    shared = share(Split(ranked, weights, knowledge.panel.themes, rooms, wanted.seniority, seen))
    planner = _Planner(knowledge, wanted, weights, shared)
    sessions = tuple(planner.sessions())
    work = work_session(knowledge, sample, sessions) if sample else None
    return planner.plan(sessions, work)


def _check_panel(panel: Sequence[Panelist]) -> None:
    names = [one.name.strip().casefold() for one in panel]
    if not 1 <= len(panel) <= MOST_PANELISTS:
        raise InputError(f"a panel has one to {MOST_PANELISTS} interviewers, not {len(panel)}")
    if repeated := [one.name for one in panel if names.count(one.name.strip().casefold()) > 1]:
        raise InputError(f"two interviewers are called {repeated[0]}; tell them apart, such as by an initial")


def frame(minutes: int) -> dict[StepKind, int]:
    """What a session needs besides questions, in minutes; at least a twentieth is kept as a buffer."""
    return {
        "opening": 5 if minutes >= 60 else 3 if minutes >= 40 else 2,
        "candidate": 8 if minutes >= 60 else 5 if minutes >= 30 else 3,
        "closing": 2 if minutes >= 30 else 1,
        "notes": 5 if minutes >= 40 else 3 if minutes >= 30 else 2,
        "buffer": round(minutes / 20),
    }


def _question_minutes(minutes: int) -> int:
    return minutes - sum(frame(minutes).values())


@dataclass(frozen=True)
class _Planner:
    """The plan of one set of shared questions."""

    knowledge: Knowledge
    wanted: Wanted
    weights: Mapping[str, float]
    shared: Shared

    def sessions(self) -> Iterator[Session]:
        """The sessions in the panel's order, with questions in reserve that no other has."""
        left = list(self.shared.left)
        for who, panelist in enumerate(self.wanted.panel):
            themes = self._themes(who)
            reserve = _reserve(left, self.shared.taken[who], themes)
            left = [one for one in left if one not in reserve]
            asked = _ordered(self.shared.taken[who], themes, self.wanted.seniority)
            yield Session(
                interviewer=panelist.name.strip(),
                minutes=panelist.minutes,
                theme=_theme(themes),
                why=self._why(who, themes),
                steps=self._steps(panelist.minutes, asked),
                reserve=tuple(self._asking(one) for one in reserve),
                scorecard=tuple(self._ratings(who, asked)),
            )

    def plan(self, sessions: tuple[Session, ...], work: WorkSession | None) -> PanelPlan:
        """All of it together."""
        knowledge, wanted = self.knowledge, self.wanted
        notes = list(wanted.notes)
        if wanted.sample and work is None:
            notes.append("There is no work sample for this role, stage and seniority, so none is planned.")
        return PanelPlan(
            role=wanted.role,
            role_name=knowledge.roles[wanted.role].name if wanted.role else "Any role",
            stage=wanted.stage,
            stage_name=knowledge.stages[wanted.stage].name,
            stage_assumed=wanted.stage_assumed,
            seniority=wanted.seniority,
            minutes=sum(one.minutes for one in sessions) + (work.minutes if work else 0),
            why=self._shared_why(),
            sessions=sessions,
            work=work,
            coverage=tuple(self._coverage(sessions, work)),
            notes=tuple(notes),
            knowledge=knowledge.version,
        )

    def _themes(self, who: int) -> list[Theme]:
        """What an interviewer's questions are about, the theme with the most minutes first; second looks aside."""
        asked = self.shared.taken[who]
        minutes = {
            theme.id: sum(one.question.minutes for one in asked if one.question.criterion in theme.criteria)
            for theme in self.knowledge.panel.themes
        }
        most = max(minutes.values(), default=0)
        main = [theme for theme in self.knowledge.panel.themes if minutes[theme.id] * 2 > most]
        return sorted(main, key=lambda theme: -minutes[theme.id])[:MOST_THEMES]

    def _why(self, who: int, themes: Sequence[Theme]) -> str:
        names = [one.name for one in self.wanted.panel]
        together = "; ".join(theme.why for theme in themes)
        sentences = [f"{together[:1].upper()}{together[1:]}."] if together else []
        for criterion in self._criteria(who):
            others = [names[other] for other in self._askers(criterion) if other != who]
            if others and who == max(self._askers(criterion)):
                name = self.knowledge.criteria[criterion].name
                sentences.append(f"{name} is asked here apart from {_listed(others)}, with other questions.")
        return " ".join(sentences)

    def _shared_why(self) -> str:
        if len(self.wanted.panel) == 1:
            return "One interviewer asks everything, what weighs most for this role and stage first in line for time."
        twice = [one for one in self.weights if len(self._askers(one)) > 1]
        weightiest = sorted(twice, key=lambda one: -self.weights[one])[:4]
        names = [self.knowledge.criteria[one].name for one in weightiest]
        again = f" What weighs most is asked by two people who have not spoken to each other yet: {_listed(names)}."
        return "Each takes what belongs together, and no question is asked twice." + (again if names else "")

    def _steps(self, minutes: int, asked: Sequence[Opening]) -> tuple[Step, ...]:
        guide, sizes = self.knowledge.panel, frame(minutes)
        sizes["buffer"] += _question_minutes(minutes) - sum(one.question.minutes for one in asked)
        parts: list[tuple[StepKind, int, str, tuple[str, ...], Asking | None]] = [
            ("opening", sizes["opening"], "Welcome", guide.welcome, None)
        ]
        for one in asked:
            parts.append(("question", one.question.minutes, one.criterion, (), self._asking(one)))
        parts.append(("buffer", sizes["buffer"], "Buffer", (guide.buffer,) if guide.buffer else (), None))
        parts.append(("candidate", sizes["candidate"], "The candidate’s own questions", guide.candidate, None))
        parts.append(("closing", sizes["closing"], "Close", guide.closing, None))
        parts.append(("notes", sizes["notes"], "Scorecard", guide.notes, None))
        starts = accumulate((size for _, size, *_ in parts), initial=0)
        return tuple(
            Step(kind=kind, at=at, minutes=size, title=title, say=say, asking=asking)
            for at, (kind, size, title, say, asking) in zip(starts, parts, strict=False)
        )

    def _asking(self, opening: Opening) -> Asking:
        question = opening.question
        wanted = self.knowledge.criteria[question.criterion].evidence
        kinds = dict.fromkeys([*wanted.central, *wanted.supporting])
        probes = [(kind, question.follow_ups.probe(kind)) for kind in kinds]
        return Asking(
            id=question.id,
            question=question.text,
            criterion=question.criterion,
            criterion_name=opening.criterion,
            minutes=question.minutes,
            why=opening.why,
            strong=question.strong,
            weak=question.weak,
            probes=tuple(Probe(missing=kind, ask=ask) for kind, ask in probes if ask),
        )

    def _ratings(self, who: int, asked: Sequence[Opening]) -> Iterator[Rating]:
        names = [one.name.strip() for one in self.wanted.panel]
        for criterion in dict.fromkeys(one.question.criterion for one in asked):
            known = self.knowledge.criteria[criterion]
            places = tuple(place for place, one in enumerate(asked, 1) if one.question.criterion == criterion)
            also = tuple(names[other] for other in self._askers(criterion) if other != who)
            yield Rating(criterion=criterion, name=known.name, levels=known.levels, questions=places, also=also)

    def _coverage(self, sessions: Sequence[Session], work: WorkSession | None) -> Iterator[Covering]:
        whole = sum(self.weights.values()) or 1.0
        heavy, shown = important(self.weights), {line.criterion for line in work.guide} if work else set()
        for criterion in sorted((one for one in self.weights if self.weights[one]), key=lambda one: -self.weights[one]):
            by = tuple(sessions[who].interviewer for who in self._askers(criterion))
            looks = len(by) + (criterion in shown)
            state: State = "twice" if looks > 1 else "once" if by else "work_sample" if looks else "left_out"
            yield Covering(
                criterion=criterion,
                name=self.knowledge.criteria[criterion].name,
                share=round(self.weights[criterion] / whole, 3),
                important=criterion in heavy,
                by=(*by, "work sample") if criterion in shown else by,
                state=state,
                why=self._left_out(criterion) if state == "left_out" else "",
            )

    def _left_out(self, criterion: str) -> str:
        if not any(one.question.criterion == criterion for one in self.shared.left):
            return "the bank has no question on it for this role, stage and seniority"
        if criterion in important(self.weights):
            return "no time was left; ten minutes more make room for one"
        return "no time was left, and it counts little here"

    def _criteria(self, who: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.question.criterion for one in self.shared.taken[who]))

    def _askers(self, criterion: str) -> list[int]:
        return [who for who in range(len(self.shared.taken)) if criterion in self._criteria(who)]


def _ordered(asked: Sequence[Opening], themes: Sequence[Theme], seniority: str | None) -> tuple[Opening, ...]:
    """A whole project or the broadest question first, then theme by theme, the lightest last."""
    if not asked:
        return ()
    own = {criterion for theme in themes for criterion in theme.criteria}
    first = opens_with(sorted(asked, key=lambda one: (one.question.criterion not in own, -one.weight)), seniority)

    def place(one: Opening) -> tuple[bool, int, float]:
        home = next((at for at, theme in enumerate(themes) if one.question.criterion in theme.criteria), len(themes))
        return one is not first, home, -one.weight

    return lighter_last(sorted(asked, key=place))


def _reserve(left: Sequence[Opening], asked: Sequence[Opening], themes: Sequence[Theme]) -> list[Opening]:
    """Questions for time that is left, rather on what was not asked yet, and on what the session is about."""
    heard = {one.question.criterion for one in asked}
    own = {criterion for theme in themes for criterion in theme.criteria}

    def distance(one: Opening) -> tuple[bool, bool]:
        return one.question.criterion not in own, one.question.criterion in heard

    reserve: list[Opening] = []
    for one in sorted((one for one in left if one.question.criterion != BEGINS), key=distance):
        if len(reserve) < RESERVED and one.question.criterion not in {kept.question.criterion for kept in reserve}:
            reserve.append(one)
    return reserve


def _theme(themes: Sequence[Theme]) -> str:
    words = _listed([theme.name for theme in themes]) or "one conversation"
    return words[:1].upper() + words[1:]


def _listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
