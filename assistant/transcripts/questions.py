"""What in a turn is a question or a request put to somebody else. Words and word order only; English.

Not a question put: a quoted one, a tag (`right?`), one that the speaker goes on to answer at length.
"""

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+|(?<=[.?!…][\"”'’)\]])\s+")
_QUOTED = re.compile(r"[\"“][^\"“”]{0,400}[\"”]")
_MARKS = re.compile(r"[\[{(][^\[\]{}()]{0,80}[\]})]")
_OPENERS = (
    r"(?:(?:and|so|but|ok(?:ay)?|well|great|then|now|um+|uh+|er+|ah|oh|first(?: of all)?|maybe|please|yeah|yes|right|"
    r"alright|all right|cool|nice|sure|perfect|thanks|thank you|interesting|good|got it|just|also|to start|next|"
    r"actually|i mean|you know|i guess|like|hey|hm+|let me ask(?: you)?|moving on|finally|lastly|awesome|excellent|"
    r"because|wait|sorry|cause|[a-z]+,)[\s,.–—-]+){0,6}"
)
_TAG = re.compile(
    r"^\W*(?:(?:you know|right|ok(?:ay)?|yeah|yes|no|huh|eh|really|make sense|makes sense|see|sorry|pardon|what|"
    r"oh really|is that so|you know what i mean|(?:is|are|was|were|do|does|did|has|have|can|could|would|wo|ca)n'?t? "
    r"(?:it|they|you|he|she|we|i)|know what i mean|does that make sense|if that makes sense)\W*)+$"
)
_REQUEST = re.compile(
    rf"^\W*{_OPENERS}(?:"
    r"(?:can|could|would|will) (?:you|we|someone|anyone) |"
    r"(?:tell|walk|talk|take|give|show|help|remind|teach|catch|fill) (?:me|us)\b|"
    r"(?:pick|choose|think of|start (?:with|by|at|from)) (?:a|an|one|some|something|any|the|your)\b|"
    r"(?:describe|explain|share|introduce|outline|sketch|elaborate|expand|summari[sz]e|compare|imagine|suppose)\b|"
    r"(?:talk|speak|say|go|dig)\b[\w\s,]{0,30} (?:about|into|on|to|through|more)\b|"
    r"let'?s (?:talk about|hear|start with|begin with|dig|go back to)\b)"
)
_WISH = re.compile(
    r"\b(?:i(?:'d| would)(?: just)?(?: really)? (?:like|love|want)(?: for you)? to "
    r"(?:bring|share|hear|know|understand|ask|learn|see|dig)|"
    r"i(?:'m| am|'ve been| was)(?: just| also| kind of| really| still| pretty| very)? "
    r"(?:curious (?:how|what|why|if|whether|to|as)|wondering|interested (?:in|to)|hoping you)|"
    r"i wonder (?:if|what|how|whether|why)|(?:love|want) to hear|"
    r"tell (?:me|us)(?: a little| a bit)?(?: more)? about|"
    r"(?:walk|talk) (?:me|us) through|(?:my|the|one|another) (?:\w+ )?question (?:is|would be|for you)|"
    r"what i want to know|anything you want to add)\b"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|would|will|should|might)(?:n't)?"
_INVERTED = re.compile(
    rf"^\W*{_OPENERS}(?:"
    rf"(?:what|how)(?:'s|'re|'d)?(?: \w+){{0,3}}? {_AUXILIARY}\b|(?:what|how)(?:'s|'re| came| about| happened| made)\b|"
    rf"(?:why|when|where|who) (?:not\b|{_AUXILIARY}\b)|which(?: \w+){{1,2}} {_AUXILIARY}\b|"
    rf"{_AUXILIARY} (?:you|your|they|he|she|it|there|that|this|these|those|we|anyone|anybody|the)\b)"
    rf"|, (?:what|how|why|where)(?:'s| {_AUXILIARY})\b"
)
_SHORT_PROBE = re.compile(
    rf"^\W*{_OPENERS}(?:why|how|what|which|when|where|who)\b(?! (?:a|an|nice|cool|funny|great)\b)(?: \w+){{0,3}}\W*$"
)
_TRAILING_TAG = re.compile(r",? (?:you know|right|yeah|huh|ok(?:ay)?|eh|you see)\W*\?\W*$")
_ONSET = re.compile(
    rf"\b(?:what|how|why|where|who|when)(?: \w+)? {_AUXILIARY}\b|"
    r"\b(?:do|did|have|are|were|can|could|would|will|is|was) (?:you|that|there|this)\b"
)
_RUN_ON = 12
_FEW = 5
_OWN_STATEMENT = re.compile(rf"^\W*{_OPENERS}(?:what|how|when|where|which|why|who) (?:i|we|they|he|she|it|you)\b")
_MOST_AFTER = 45
_LONG_TURN = 120
_LAST_WORDS = 3
_YOU = re.compile(r"\b(?:you|your|yours|yourself|you'(?:re|ve|d|ll))\b")


@dataclass(frozen=True)
class Ask:
    """A question or request in a turn: its sentence, in lower case without quotations, and the words after it."""

    sentence: str
    words_after: int

    @property
    def about_you(self) -> bool:
        """Whether it addresses the other person."""
        return _YOU.search(self.sentence) is not None


def sentences(text: str) -> list[str]:
    """The sentences of a turn; a decimal point or an abbreviation inside a word ends none."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def asks(text: str) -> tuple[Ask, ...]:
    """The questions and requests of a turn that it leaves for somebody else to answer."""
    parts = [(part, len(part.split())) for part in sentences(spoken(text))]
    total = sum(words for _, words in parts)
    found: list[Ask] = []
    before = 0
    for part, words in parts:
        before += words
        ask = Ask(part, total - before)
        if is_ask(part) and _is_left_open(ask, total):
            found.append(ask)
    return tuple(found)


def _is_left_open(ask: Ask, total: int) -> bool:
    """Whether the speaker does not go on to answer it; in a long turn it must address somebody or come last."""
    if total > _LONG_TURN:
        return ask.words_after <= (_MOST_AFTER if ask.about_you else _LAST_WORDS)
    return ask.about_you or ask.words_after <= _MOST_AFTER


def _trails_off_asking(sentence: str) -> bool:
    """Whether a run of words without any full stop, as raw speech recognition writes, ends with a question."""
    words = sentence.split()
    unpunctuated = len(words) > _FEW and not re.search(r"[.?!…,;:]", sentence)
    return unpunctuated and _ONSET.search(" ".join(words[-_RUN_ON:])) is not None


def spoken(text: str) -> str:
    """The words a turn says in its speaker's own voice, in lower case: no quotations, no marks such as [laughs]."""
    return _QUOTED.sub(_quotation_end, _MARKS.sub(" ", text.replace("’", "'"))).lower()


def _quotation_end(quoted: re.Match[str]) -> str:
    """What is left of a quotation: the end of a sentence where it ended one."""
    return " . " if quoted[0][-2:-1] in ".?!…" else " "


def is_ask(sentence: str) -> bool:
    """Whether a sentence, in lower case, is a question or a request."""
    if _TAG.match(sentence):
        return False
    body = _TRAILING_TAG.sub("", sentence)
    if sentence.rstrip("\"”') ").endswith("?"):
        return body == sentence or _YOU.search(body) is not None
    if _OWN_STATEMENT.match(sentence):
        return False
    if _trails_off_asking(sentence):
        return True
    return bool(
        _REQUEST.match(sentence) or _WISH.search(sentence) or _INVERTED.search(sentence) or _SHORT_PROBE.match(sentence)
    )
