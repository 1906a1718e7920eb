"""The words in which a candidate is told about an answer. They speak to one person, after a hard question.

They say what was heard and what was not, never what was not said: the judge misses half of what is there. No verdict on
the person, and nothing that is only meant to please. A report about a candidate has words of its own (`reporting`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.types import EvidenceKind, UnscoredReason


@dataclass(frozen=True)
class KindWords:
    """What is said of one kind of evidence.

    `unheard` goes on from "I did not hear"; `claimed` is the whole sentence where it was hinted at. `helps`: what it
    does for a listener. `gap` goes on from "Say" or "Add". `earned`: what words of this kind do. `practise`: what to
    ask oneself before the next answer ends.
    """

    unheard: str
    claimed: str
    helps: str
    gap: str
    earned: str
    practise: str


KINDS: Final[Mapping[EvidenceKind, KindWords]] = {
    EvidenceKind.METRIC: KindWords(
        unheard="a number that says how good or bad it was",
        claimed="I heard that it changed something, but not by how much.",
        helps="One figure lets a listener picture the size of it; a rough one will do, if you say that it is rough.",
        gap="which figure you measured, and on what",
        earned="It puts a figure on what happened.",
        practise="How much was it, in which unit, and measured on what?",
    ),
    EvidenceKind.BASELINE: KindWords(
        unheard="what it was compared with",
        claimed="I heard a comparison, but not clearly with what.",
        helps="A result means more with a second one beside it, such as how it was before or what a simple rule gives.",
        gap="what it was before, or what the simplest way of doing it would have given",
        earned="It sets the result beside another one.",
        practise="Better than what, and how good was that?",
    ),
    EvidenceKind.OWN_PART: KindWords(
        unheard="which part was yours",
        claimed="I heard what was done, but not clearly which part was yours.",
        helps="“I” for your piece and a name for the others’ is enough, and a small piece counts.",
        gap="which piece of it you did yourself",
        earned="It says what you did yourself.",
        practise="Which piece of this was in my hands?",
    ),
    EvidenceKind.TRADE_OFF: KindWords(
        unheard="what you gave up for it",
        claimed="I heard a hint that it had a price, but not what the price was.",
        helps="Most choices cost something; with the price beside it, the listener can see why it was worth paying.",
        gap="what got worse or had to wait because of it, and why that was acceptable",
        earned="It names what the choice cost.",
        practise="What did this cost, and who had to live with that?",
    ),
    EvidenceKind.FAILURE: KindWords(
        unheard="what went wrong on the way",
        claimed="I heard that there was trouble, but not what it looked like.",
        helps="The awkward part is often what a listener remembers: what you saw first, and what it turned out to be.",
        gap="what went wrong on the way, and how you noticed",
        earned="It tells what went wrong.",
        practise="What went wrong first, and how did I notice?",
    ),
    EvidenceKind.SCALE: KindWords(
        unheard="how big it was",
        claimed="I heard that there was a lot or a little of it, but not how much.",
        helps="Rough counts of rows, requests, people or weeks tell which difficulties you had to deal with.",
        gap="roughly how many rows, requests, people or weeks it was about",
        earned="It says how big it was.",
        practise="How many rows, requests, people or weeks was this about?",
    ),
    EvidenceKind.DATA: KindWords(
        unheard="where the data came from and what was odd about it",
        claimed="I heard that there was data, but not what was in it.",
        helps="One real record, or one thing that was wrong with it, makes the rest of the story easy to follow.",
        gap="where the data came from, and one thing that was odd about it",
        earned="It says what was in the data.",
        practise="Where did the data come from, and what was odd about it?",
    ),
    EvidenceKind.DECISION: KindWords(
        unheard="which other way you could have gone",
        claimed="I heard a choice, but not the reason for it.",
        helps="A choice means more beside the one you turned down, and with what settled it.",
        gap="which other way you could have gone, and what settled it",
        earned="It gives a choice and what stood behind it.",
        practise="What else could I have done, and what settled it?",
    ),
    EvidenceKind.MECHANISM: KindWords(
        unheard="how or why it works",
        claimed="I heard a cause named, but not how it brings that about.",
        helps="Two sentences from cause to effect are enough for a listener to take the idea home.",
        gap="how one thing leads to the other, as you would tell a new colleague",
        earned="It explains how it works.",
        practise="Why does this work, in words a new colleague would follow?",
    ),
}

CONCRETE: Final = "It is concrete enough to picture."
GOAL_GAP: Final = "who needed this, and what they could do once they had it"
AFTER_GAP: Final = "what happened afterwards, and what you would do again or differently"

UNSCORED: Final[Mapping[UnscoredReason, str]] = {
    UnscoredReason.EMPTY: (
        "There were no words to read here, so there is no score. When you are ready, two or three sentences about one "
        "thing you worked on are enough."
    ),
    UnscoredReason.DECLINED: (
        "I understood that you have not done this. That is a fair answer, and it has no score, high or low. Next time "
        "you could add what comes closest, or how you would begin."
    ),
    UnscoredReason.OFF_TOPIC: (
        "I could not tell how this answers the question, so there is no score. If you have not done it, say so and "
        "name what comes closest; if you have, start with one piece of your own work and lead back to the question."
    ),
    UnscoredReason.GIBBERISH: (
        "I could not read this as sentences, so there is no score. Put it as you would say it aloud; it need not be "
        "polished."
    ),
    UnscoredReason.ECHO: (
        "I heard mostly the words of the question, so there is no score. Put the question aside for a moment and tell "
        "one thing that happened: where it was, what you did, and how it ended."
    ),
    UnscoredReason.LANGUAGE: (
        "I can only read English, so there is no score. Say it in English, in words as plain as you like."
    ),
    UnscoredReason.TOO_THIN: (
        "This was too short for me to read anything from it, so there is no score. Two or three sentences about one "
        "thing you did yourself are enough."
    ),
    UnscoredReason.NOT_ASKED: "Nothing was asked here, so there is no score. Go on with the next question.",
    UnscoredReason.NOT_ADDRESSED: (
        "I did not hear how this answers the question, so there is no score. Try one sentence that answers it "
        "directly, and then the story behind that sentence."
    ),
    UnscoredReason.NOT_AN_INTERVIEW: (
        "This did not read like an answer to an interview question, so there is no score. Answer as you would tell a "
        "colleague who wants to know what you did."
    ),
    UnscoredReason.ONE_SPEAKER: (
        "I could not tell question and answer apart, so there is no score. Answer the question in your own words."
    ),
    UnscoredReason.ENGINE_FAILED: (
        "The model that reads the answers did not respond, so there is no score yet. Your answer is kept; have it "
        "read again in a moment."
    ),
}
"""Why there is no score and what to do next, in whole sentences."""


def not_heard(kind: EvidenceKind, claimed: bool) -> str:
    """That a kind of evidence was not heard, and what it would do for a listener."""
    words = KINDS[kind]
    return f"{words.claimed if claimed else f'I did not hear {words.unheard}.'} {words.helps}"


def gap(clauses: Sequence[str], after_words: bool, where: str | None = None) -> str:
    """What to fill in, in square brackets. `after_words`: own words stand before it; `where`: what it is about."""
    opening = f"Where you said “{where}”, add" if where else "Add" if after_words else "Say"
    return f"[{opening} {'; and '.join(clauses)}.]"
