"""What the assistant answers an interviewer: composed from readings, coverage and the bank, never generated.

Each function is one intent: the standing in, a few sentences and cards out. Nothing here reads the engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.coverage import by_gain
from assistant.asking.events import Card
from assistant.asking.log import Standing, Talk
from assistant.asking.messages.intents import Intent
from assistant.asking.views import Covered
from assistant.judging.criteria import JudgedCriterion
from assistant.reporting import wording
from assistant.types import EvidenceKind, Judgement
from knowledge.types import Knowledge, Question, Seniority
from knowledge.wording import faults

MOST_CARDS = 3
MANY = 4
"""More names than this in one sentence are counted, not listed."""


@dataclass(frozen=True)
class Reply:
    """What is said, and the cards that are offered with it; null leaves those on the table."""

    text: str
    cards: tuple[Card, ...] | None = None


@dataclass(frozen=True)
class Table:
    """What a reply is composed from. Cards come without keys: `follow_ups` on the last answer, `bank` on demand.

    `bank(criterion, about, seniority)`: opening cards not offered yet, for one criterion, near in meaning to something,
    or for another seniority, best first. `question`: the bank's nearest to the one that is being answered.
    `nothing_open` says why there are no follow-ups.
    """

    now: Standing
    knowledge: Knowledge
    covered: tuple[Covered, ...]
    criteria: tuple[JudgedCriterion, ...]
    follow_ups: tuple[Card, ...]
    nothing_open: str | None
    bank: Callable[[str | None, str | None, str | None], tuple[Card, ...]]
    question: Question | None

    @property
    def on_last_answer(self) -> tuple[Card, ...]:
        """Follow-ups on the last answer: those on the table, then new ones."""
        answer = self.talk.answer if self.talk else ""
        lying = [card for card in self.now.cards if card.kind == "follow_up" and (card.quote or "") in answer]
        return (*lying, *self.follow_ups)

    @property
    def talk(self) -> Talk | None:
        """The exchange that is going on."""
        return self.now.talks[-1] if self.now.talks else None

    def name(self, criterion: str) -> str:
        """A criterion's name in a sentence."""
        name = self.knowledge.criteria[criterion].name
        return name[0].lower() + name[1:] if name[1:2].islower() else name


def said(table: Table) -> Reply:
    """After an answer was heard: what was in it, and follow-ups; where nothing could be read, why."""
    talk = table.talk
    if talk is None or talk.judgement is None:
        return Reply("Nothing was heard yet.")
    judgement = talk.judgement
    if judgement.unscored_reason and not table.follow_ups:
        why_none = table.nothing_open or f"No reading: {wording.reason(judgement.unscored_reason)}."
        return Reply(why_none, _onward(table))
    if not table.follow_ups:
        return Reply(f"{_heard(judgement)} {table.nothing_open or ''}".strip(), _onward(table))
    return Reply(_heard(judgement), table.follow_ups[:MOST_CARDS])


def what_next(table: Table) -> Reply:
    """The best follow-up on what was said, then the openings that would settle most."""
    cards = (*table.on_last_answer[:1], *_onward(table))[:MOST_CARDS]
    if not cards:
        return Reply("Everything I have for this role and stage has been offered. Try “more on …” with a subject.")
    aim = next((card.criterion for card in cards if card.kind == "opening" and card.criterion), None)
    reason = f" The widest gap is {table.name(aim)}." if aim else ""
    return Reply(
        ("Stay on this answer, or move on." if table.on_last_answer else "Move on to something new.") + reason, cards
    )


def more(table: Table, about: str | None) -> Reply:
    """Follow-ups that touch the subject, then questions of the bank near it."""
    if not about:
        cards = table.on_last_answer[:MOST_CARDS]
        return Reply("More on the last answer.", cards) if cards else what_next(table)
    words = {word for word in about.casefold().split() if len(word) > 3}
    touching = [card for card in table.on_last_answer if words & set((card.quote or "").casefold().split())]
    cards = (*touching, *table.bank(None, about, None))[:MOST_CARDS]
    if not cards:
        return Reply(f"I have no question on {about} that was not offered already.")
    return Reply(f"On {about}:", cards)


def other_level(table: Table, step: int) -> Reply:
    """Easier (-1) or harder (+1): the bank's questions of the next seniority, on the same criterion first."""
    levels = [level.value for level in Seniority]
    here = levels.index(table.now.setup.seniority or Seniority.MID.value)
    there = here + step
    if not 0 <= there < len(levels):
        bound = "easiest" if step < 0 else "hardest"
        return Reply(f"These are the {bound} I have; a follow-up may serve better.", _onward(table))
    criterion = table.talk.asked[0].criterion if table.talk else None
    cards = (*table.bank(criterion, None, levels[there]), *table.bank(None, None, levels[there]))
    unique = tuple({card.question: card for card in cards}.values())[:MOST_CARDS]
    return Reply(f"Questions as one would ask a {levels[there]} engineer.", unique) if unique else what_next(table)


def shorter(table: Table) -> Reply:
    """The question on the table or the one just asked, cut to its asking sentence."""
    card = next(iter(table.now.cards), None)
    question = card.question if card else table.talk.asked[-1].question if table.talk else None
    if question is None:
        return Reply("There is no question on the table yet; ask me how to open.")
    brief = question.replace("\n", " ").split("” ")[-1].split(". ")[-1].strip()
    if brief == question:
        return Reply("It is one short question already. You could say only its last words and wait.")
    if card is None:
        return Reply(f"Shorter: {brief}")
    return Reply("Shorter:", (card.model_copy(update={"question": brief, "key": ""}),))


def judged(table: Table) -> Reply:
    """What the reading of the last answer was, with its range; never whether to hire."""
    talk = table.talk
    if talk is None or talk.judgement is None:
        return Reply("I have not heard an answer yet. Tell me what they said, and I will say what is in it.")
    judgement = talk.judgement
    if judgement.depth is None:
        return Reply(f"I cannot score it: {wording.reason(judgement.unscored_reason)}.")
    asked = [score for score in judgement.criteria if score.id in talk.criteria]
    anchors = " ".join(_anchor(table, score.id, score.level) for score in asked[:1])
    low, high = judgement.depth_interval or (judgement.depth, judgement.depth)
    depth = f"Depth {judgement.depth:.1f} of 5, likely between {low:.1f} and {high:.1f}."
    return Reply(f"{depth} {_heard(judgement)} {anchors} One answer decides nothing; a follow-up would narrow it.")


def uncovered(table: Table) -> Reply:
    """The criteria without evidence and those with little, and a question for each of the widest."""
    nothing = [one for one in by_gain(table.covered) if one.state == "open"]
    thin = [one for one in by_gain(table.covered) if one.state == "thin"]
    if not nothing and not thin:
        return Reply("Every criterion that counts here has been heard enough to tell weak from strong.")
    parts = [
        f"Nothing heard on {_names(table, nothing)}." if nothing else "",
        f"Thin: {_names(table, thin)}." if thin else "",
    ]
    return Reply(" ".join(part for part in parts if part), _onward(table))


def summary(table: Table) -> Reply:
    """One sentence for each exchange, then coverage and time."""
    now = table.now
    answered = [talk for talk in now.talks if talk.judgement]
    if not answered:
        return Reply("Nothing was heard yet. Tell me what they said to each question as you go.")
    lines = [f"{number}. {talk.asked[0].question} – {_outcome(talk)}" for number, talk in enumerate(answered, 1)]
    heard = sum(one.state != "open" for one in table.covered)
    settled = sum(one.state == "settled" for one in table.covered)
    tail = f"{heard} of {len(table.covered)} criteria were asked about, {settled} of them settled."
    return Reply("\n".join([*lines, tail]))


def strong(table: Table) -> Reply:
    """What strong and weak answers to the question on the table contain."""
    card = next(iter(table.now.cards), None)
    if card is not None and (table.talk is None or card.kind == "follow_up"):
        return Reply(f"Listen for: {card.listen_for} Strong: {card.strong} Weak: {card.weak}")
    if table.question is None:
        return Reply("There is no question on the table yet; ask me how to open.")
    question = table.question
    points = "\n".join([*(f"+ {point}" for point in question.strong), *(f"- {point}" for point in question.weak)])
    return Reply(f"To “{question.text}” a strong answer (+) and a weak one (-):\n{points}")


def why(table: Table) -> Reply:
    """Why the question on the table is asked: what it settles, and what that weighs at this stage."""
    card = next(iter(table.now.cards), None)
    if card is not None:
        return Reply(card.why)
    if table.question is None:
        return Reply("There is no question on the table yet; ask me how to open.")
    criterion = table.knowledge.criteria[table.question.criterion]
    stage = table.knowledge.stages[table.now.setup.stage]
    return Reply(f"It is about {table.name(criterion.id)}. {criterion.stages.get(stage.id, criterion.description)}")


def opening(table: Table) -> Reply:
    """How to begin."""
    return Reply("Any of these opens well; the first asks for a whole project.", _onward(table))


CLOSINGS: Sequence[tuple[str, str, str, str, str]] = (
    (
        "What should I have asked you about that project that I did not?",
        "It lets them bring what the questions missed, and shows what they think matters.",
        "Something specific and new, with why it mattered.",
        "Names a decision or a failure nobody asked about, and what it changed.",
        "Repeats the strongest line of the interview.",
    ),
    (
        "If you had that project again with a month more, what would you do first?",
        "It ends on judgement, not on memory.",
        "One thing, chosen against others, with what it would change.",
        "Picks the weak point that came up before and says how it would be measured.",
        "A newer model, more data, better tools.",
    ),
    (
        "What would you want to know about our project before you said yes?",
        "Good questions about data, users and stage come from having built such things.",
        "Questions about data, labels, users, the present baseline, who runs it at night.",
        "Asks what happens today without the model and who looks at its errors.",
        "Asks only about the tools in use.",
    ),
)
"""Question, why, listen for, strong, weak."""


def closing(table: Table) -> Reply:
    """How to end, in the time that is left."""
    cards = tuple(
        Card(key="", kind="opening", question=q, why=w, listen_for=listen, strong=good, weak=poor, source="bank")
        for q, w, listen, good, poor in CLOSINGS
        if q not in table.now.asked
    )
    left = [one for one in by_gain(table.covered) if one.state == "open"][:1]
    gap = f" If there are five minutes, {table.name(left[0].id)} is still open." if left else ""
    return Reply(f"To close:{gap}", cards)


def other(typed: str) -> Reply:
    """What the assistant is not for, plainly, and what it is for."""
    if unlawful := next((fault for fault in faults(typed) if fault.kind == "unlawful"), None):
        return Reply(f"That should not be asked: {unlawful.why}, which has nothing to do with the work.")
    if any(word in typed.casefold().split() for word in ("hire", "reject", "pass", "fail", "offer")):
        return Reply("I recommend nothing: that is for the people who decide. Ask for a summary to see what was heard.")
    return Reply(f"I cannot do that, but {CAN[0].lower()}{CAN[1:]}")


CAN = (
    "Tell me what they said and I offer follow-ups; or ask for what next, more on something, easier, harder, shorter, "
    "how the answer was, what is uncovered, a summary, a strong answer, why a question, how to open or close."
)

SIMPLE: Mapping[Intent, Callable[[Table], Reply]] = {
    Intent.SAID: said,
    Intent.NEXT: what_next,
    Intent.EASIER: lambda table: other_level(table, -1),
    Intent.HARDER: lambda table: other_level(table, 1),
    Intent.SHORTER: shorter,
    Intent.JUDGE: judged,
    Intent.UNCOVERED: uncovered,
    Intent.SUMMARY: summary,
    Intent.STRONG: strong,
    Intent.WHY: why,
    Intent.OPEN: opening,
    Intent.CLOSE: closing,
}


def _onward(table: Table) -> tuple[Card, ...]:
    """An opening card for each of the criteria that would gain most."""
    cards = [card for one in by_gain(table.covered)[: 2 * MOST_CARDS] for card in table.bank(one.id, None, None)[:1]]
    return tuple(cards[:MOST_CARDS])


def _heard(judgement: Judgement) -> str:
    """Which kinds of evidence were heard, in words."""
    given = [KIND_NAMES[kind] for kind in judgement.given]
    claimed = [KIND_NAMES[kind] for kind in judgement.claimed]
    if not given and not claimed:
        return "I heard nothing in it that one could check."
    parts = [f"Heard: {', '.join(given)}." if given else "", f"Only claimed: {', '.join(claimed)}." if claimed else ""]
    return " ".join(part for part in parts if part)


KIND_NAMES: Mapping[EvidenceKind, str] = {
    EvidenceKind.METRIC: "a number",
    EvidenceKind.BASELINE: "a comparison",
    EvidenceKind.OWN_PART: "their own part",
    EvidenceKind.TRADE_OFF: "a trade-off",
    EvidenceKind.FAILURE: "what went wrong",
    EvidenceKind.SCALE: "the scale",
    EvidenceKind.DATA: "the data",
    EvidenceKind.DECISION: "a decision",
    EvidenceKind.MECHANISM: "how it works",
}


def _anchor(table: Table, criterion: str, level: int | None) -> str:
    """Where a criterion stands, in the words of its anchor."""
    own = next((c for c in table.criteria if c.id == criterion), None)
    if own is None or level is None:
        return ""
    return f"{own.name} is nearest to level {level} of {len(own.levels)}: {own.levels[level - 1]}"


def _names(table: Table, covered: Sequence[Covered]) -> str:
    names = [table.name(one.id) for one in covered[:MANY]]
    more_names = len(covered) - len(names)
    return ", ".join(names) + (f" and {more_names} more" if more_names > 0 else "")


def _outcome(talk: Talk) -> str:
    judgement = talk.judgement
    if judgement is None or judgement.depth is None:
        return wording.reason(judgement.unscored_reason) if judgement else "not read"
    low, high = judgement.depth_interval or (judgement.depth, judgement.depth)
    return f"depth {judgement.depth:.1f} ({low:.1f} to {high:.1f}). {_heard(judgement)}"
