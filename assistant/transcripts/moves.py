"""What an interviewer does with a turn: put a new question, follow up, make small talk, hand over, close.

Words only. A follow-up refers back or brings no new subject: `why that one?`, `and how much?`, `what went wrong?`. A
new question says so (`let's move on`), asks for another story, or brings words that the latest answer has not.
"""

import re
from enum import StrEnum

from assistant.transcripts.questions import asks, spoken
from assistant.transcripts.talk import INVITATION, Said

_NEW_SUBJECT = re.compile(
    r"\b(?:let'?s (?:talk|move|switch|turn|start|begin|go (?:on|back|to)|get (?:to|into|started))|moving on|move on|"
    r"let me (?:turn|change|switch|move|ask (?:you )?about)|change (?:tack|topic|subject)|staying with|"
    r"(?:next|another|different|last|final|first|second|third|new|other) (?:question|topic|subject|one|area|project)|"
    r"switch(?:ing)? gears|(?:i'd|i would|i want(?:ed)?) (?:like )?to (?:start|begin|move|turn|switch|"
    r"ask (?:you )?about)|coming back to|going back to|circling back|turning to|now (?:about|to|on)|same question)\b"
)
_STORY = re.compile(
    r"\b(?:tell|walk|talk|take|give|describe|share|explain|hear|pick|choose|think)\b[\w\s,']{0,30}? "
    r"(?:a|an|another|some|something|somebody|someone|the time|one (?:that|which|where|project|time|thing)|"
    r"your (?:last|favou?rite|current|most|biggest|proudest|hardest))\b(?! (?:little|bit|lot|moment|example))"
)
_DEFINITION = re.compile(
    r"\b(?:what(?:'s| is| are| does)|how (?:does|do|would you|is|are)|explain|define|the difference between)"
    r"\b(?! you\b)"
)
_PROBE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|and|so|but|well|great|interesting|sure|yeah|wow|nice|cool|good|i see|got it|hm+|oh|"
    r"then)\W+)*(?:why|how so|how come|how much|how many|how long|how often|how big|how did (?:that|it|they|this)|"
    r"what else|anything else|such as|like what|for example|really|meaning|in what (?:way|sense)|and then|"
    r"what happened|what do you mean|(?:can|could|would) you (?:say|tell me|elaborate|expand|unpack|go into|"
    r"give (?:me )?(?:an|one) example|be more|walk me through (?:that|it|this))|say more|tell me more|go on|"
    r"elaborate)\b"
)
_BACK = re.compile(
    r"\b(?:it|its|this|those|these|them|they|their|he|she|one of|ones|either|both|instead)\b|"
    r"\bthat\b(?! (?:you|i|we|he|she|they|it|was|were|is|are|did|didn't|does|had|has|broke|went)\b)|\bthere\W*$"
)
_AND = re.compile(r"^\W*(?:(?:ok(?:ay)?|right|yeah|great|good|wow|nice)\W+)*(?:and|but)\b")
_SHORT_SENTENCE = 16
_SHORT_TURN = 45
_MOST_PROBES = 4
_SHORT_PROBE = 8
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


def move_of(said: Said, recent: str = "", probes: int = 0) -> Move:
    """What an interviewer's turn does.

    `recent` is the open exchange's main question with the latest question and answer, empty where none is open;
    `probes` counts the questions it has had: after four, one that stands on its own opens a new exchange.
    """
    text = spoken(said.turn.text)
    if said.nod or not said.words:
        return Move.NOD
    put = [ask.sentence for ask in asks(said.turn.text)]
    if any(INVITATION.search(sentence) for sentence in put):
        return Move.INVITATION
    real = [sentence for sentence in put if _aside(sentence) is None]
    if not real:
        return _aside(" ".join(put) or text) or _move_without_question(text)
    return Move.FOLLOW_UP if recent and _follows_up(text, real, recent, probes) else Move.QUESTION


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


def _follows_up(text: str, put: list[str], recent: str, probes: int) -> bool:
    if _NEW_SUBJECT.search(text) or any(_STORY.search(sentence) for sentence in put):
        return False
    known = subjects(recent)
    if len(text.split()) > _SHORT_TURN:
        brought = subjects(text)
        return len(brought - known) <= len(brought & known)
    brought = subjects(" ".join(put))
    if _is_anchored(put, brought, known):
        return True
    new = len(brought - known)
    related = new <= len(brought & known) or (new == 1 and not any(_DEFINITION.search(s) for s in put))
    refers = any(_PROBE.match(s) or _AND.match(s) or _refers_back(s) for s in put)
    return probes < _MOST_PROBES and (related or refers)


def _is_anchored(put: list[str], brought: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a question hangs on what was just said: a bare probe, or words of that and no others."""
    bare = all(_PROBE.match(s) and len(s.split()) <= _SHORT_PROBE for s in put)
    return bare or (bool(brought) and brought <= known)


def _refers_back(sentence: str) -> bool:
    return len(sentence.split()) <= _SHORT_SENTENCE and _BACK.search(sentence) is not None
