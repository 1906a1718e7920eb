"""What an interviewer does with a turn: put a new question, follow up, make small talk, hand over, close.

Words only. A new question says so (`let's move on`), asks for another story, or is told from a follow-up by a small
model: it is longer, brings words that the latest answer has not, takes up fewer that it has, and is answered at length.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.transcripts.questions import asks, spoken
from assistant.transcripts.talk import INVITATION, Said

_NEW_SUBJECT = re.compile(
    r"\b(?:let'?s (?:talk|move|switch|turn|start|begin|go (?:on|back|to)|get (?:to|into|started))|moving on|move on|"
    r"let me (?:turn|change|switch|move|ask (?:you )?about)|change (?:tack|topic|subject)|staying with|"
    r"(?:next|another|different|last|final|first|second|third|new|other) (?:question|topic|subject|one|area|project)|"
    r"switch(?:ing)? gears|(?:i'd|i would|i want(?:ed)?) (?:like )?to (?:start|begin|move|turn|switch|"
    r"ask (?:you )?about)|coming back to|going back to|circling back|turning to|now (?:about|to|on))\b"
)
_STORY = re.compile(
    r"\b(?:tell|walk|talk|take|give|describe|share|explain|hear|pick|choose|think)\b[\w\s,']{0,30}? "
    r"(?:a|an|another|some|something|somebody|someone|the time|one (?:that|which|where|project|time|thing)|"
    r"your (?:last|favou?rite|current|most|biggest|proudest|hardest))\b(?! (?:little|bit|lot|moment|example))"
)
_DEFINITION = re.compile(
    r"\b(?:what(?:'s| is| are| does)|how (?:does|do|is|are)|explain|define|the difference between)\b(?! you\b)"
)
_BACK = re.compile(r"\b(?:it|its|this|that|these|those|they|them|their|he|she)\b")
_MOST_PROBES = 4
BEGINS = (-11.16, 1.61, 1.61, 1.18, -1.13)
"""Bias, then weights of `cues`: logistic regression by `python -m evals exchanges` on the validation interviews."""
_GREETING_WORDS = 4
_INTRODUCTION = re.compile(
    r"\babout yourself\b|\bintroduc(?:e|tion|ing)\b|\b(?:bit|little) (?:of )?(?:an )?intro\b|\bintro to yourself\b|"
    r"\byour background\b|\bwho (?:are you|you are)\b|"
    r"\bhow (?:did )?you (?:\w+ )?(?:end(?:ed)? up|g[eo]t (?:into|started))\b|"
    r"\bthrough your (?:résumé|resume|cv|career)\b|\bhow we say your name\b|\bsaying that right\b|\bpronounce\b"
)
_SMALL_TALK = re.compile(
    r"\bhow (?:are|is|was|were|'s) (?:you|things|it going|your|the (?:trip|journey|weather|flight|weekend|week|day))\b|"
    r"\bhow(?:'s|'re| are| is) (?:it going|everyone|everything|you doing|life)\b|"
    r"\b(?:raining|the weather|your weekend)\b|\bhave you been (?:to|here)\b"
)
_LOGISTICS = re.compile(
    r"\b(?:can you (?:all )?(?:hear|see)|hear me|see my screen|share (?:my|your) screen|good time|"
    r"did the (?:link|invite|invitation)|find (?:the (?:link|way|room|building|office|place)|us|your way)|"
    r"(?:you'?re|you are) on mute|recording (?:this|the)|salary|notice period|relocat\w+|visa|work permit|"
    r"start date|when (?:could|can|would) you (?:be able to )?start|"
    r"days in the office|remote or|(?:shall|why don't) we (?:start|begin|dive|go|get)|ready to (?:start|begin)|"
    r"(?:need|take) a break|how (?:many|much) (?:more )?(?:minutes|time)|contact (?:you|the))\b"
)
_GREETING = re.compile(
    r"\b(?:hi|hello|welcome|good (?:morning|afternoon|evening)|nice to meet|good to (?:meet|see|have)|great to have|"
    r"thank(?:s| you)(?: so much)? for (?:coming|joining|making|taking|your time|being))\b"
)
_CLOSING = re.compile(
    r"\b(?:that'?s (?:all|it) |that (?:is|was|will) (?:all|do)|(?:we'll|let's|i'll) (?:stop|leave it|wrap|end)|wrap up|"
    r"we'll (?:be in touch|get back|let you know|write|call)|you'll hear|out of time|speak soon|bye|good luck|"
    r"have a (?:great|good|nice|lovely)|i'?ve (?:seen|heard) enough|(?:nothing|anything) (?:more|else)(?: from me)?|"
    r"thank(?:s| you)(?:,? \w+)?(?: so much| very much)?(?: again)? for (?:your|coming|taking|being|joining|having|"
    r"the interview)|show notes|next episode)\b"
)
_LETTERS = 5
_GENERIC_WORDS = (
    "about after again along also always anything approach aspect back bad been before being best better big bit "
    "build built call came can cause challenge change choose chose come could day decide decision describe detail "
    "did differ different difficult do does done easy else end enough ever every evaluate example exactly expect "
    "explain fail failed failure feel find first get give given go going good got great guess had handle happen "
    "hard hardest has have help how idea interest interesting just keep kind know last learn let like little long "
    "look lot made main make many matter maybe mean measure mention mind model models more most much need never "
    "next now number numbers often okay one only other outcome over own part people person plan point possible "
    "pretty prevent problem process production project proud question quite really reason result right role said "
    "same say see seem sense setup share should show sort start started still stop step such sure surprise take "
    "talk team tell test thing think thought time today together told took toward tradeoff trade tried trust try "
    "two up use used using usually very want was way week well went were what when where which while who whole "
    "why will wondering work worked working world worse worst would wrong year yes yet you your"
)
_GENERIC = frozenset(word[:_LETTERS] for word in _GENERIC_WORDS.split())


class Move(StrEnum):
    """What a turn of the asking side does."""

    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    INTRODUCTION = "introduction"
    SMALL_TALK = "small_talk"
    LOGISTICS = "logistics"
    INVITATION = "invitation"
    CLOSING = "closing"
    GREETING = "greeting"
    STATEMENT = "statement"
    NOD = "nod"


@dataclass(frozen=True)
class Around:
    """What stands around a question: the latest answer of the open exchange, and how many words reply to it.

    `probes` counts the questions of that exchange: after four, one that brings anything new opens another.
    """

    latest: str
    reply: int
    probes: int = 1


def move_of(said: Said, around: Around | None = None) -> Move:
    """What an interviewer's turn does; `around` is null where no exchange is open."""
    text = spoken(said.turn.text)
    if said.nod or not said.words:
        return Move.NOD
    put = [ask.sentence for ask in asks(said.turn.text)]
    if any(INVITATION.search(sentence) for sentence in put):
        return Move.INVITATION
    real = [sentence for sentence in put if _aside(sentence) is None]
    if not real:
        return _aside(" ".join(put) or text) or _move_without_question(text)
    return Move.QUESTION if around is None or begins(said, around) else Move.FOLLOW_UP


def begins(said: Said, around: Around) -> bool:
    """Whether a turn of the asking side that is answered turns to another subject."""
    text, put = spoken(said.turn.text), [ask.sentence for ask in asks(said.turn.text)]
    if _NEW_SUBJECT.search(text) or any(_STORY.search(sentence) for sentence in put):
        return True
    if any(_defines(sentence, around.latest) for sentence in put):
        return True
    bias, *weights = BEGINS
    told = cues(said, around)
    if bias + sum(weight * cue for weight, cue in zip(weights, told, strict=True)) > 0:
        return True
    return around.probes >= _MOST_PROBES and not subjects(text) <= subjects(around.latest)


def _defines(sentence: str, latest: str) -> bool:
    """Whether it asks what something is that was not spoken of: `how does dropout work?`."""
    back = _BACK.search(sentence) is not None
    return _DEFINITION.search(sentence) is not None and not back and bool(subjects(sentence) - subjects(latest))


def cues(said: Said, around: Around) -> tuple[float, ...]:
    """Logarithms of one more than: words, words of the reply, content words that are new, and those taken up."""
    brought, known = subjects(said.turn.text), subjects(around.latest)
    counts = said.words, around.reply, len(brought - known), len(brought & known)
    return tuple(math.log1p(count) for count in counts)


def subjects(text: str) -> frozenset[str]:
    """The content words of a text, cut to their first letters; words that any interview uses are none."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return frozenset(word[:_LETTERS] for word in words if len(word) >= _LETTERS - 1) - _GENERIC


def _aside(sentence: str) -> Move | None:
    if _INTRODUCTION.search(sentence):
        return Move.INTRODUCTION
    if _LOGISTICS.search(sentence):
        return Move.LOGISTICS
    greeting = _GREETING.search(sentence) and len(sentence.split()) <= _GREETING_WORDS
    return Move.SMALL_TALK if greeting or _SMALL_TALK.search(sentence) else None


def _move_without_question(text: str) -> Move:
    if _CLOSING.search(text):
        return Move.CLOSING
    return Move.GREETING if _GREETING.search(text) else Move.STATEMENT
