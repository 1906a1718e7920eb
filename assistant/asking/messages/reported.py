"""What the interviewer passes on from the interview: the candidate's words without lead-in, and the question with them.

Words and punctuation only. Whatever is returned is an exact part of what was typed. Text that is nobody's request
(code, markup, orders to the machine, another language) is told here too; it is never taken for a request.
"""

import re
from dataclasses import dataclass

from assistant.judging.unreadable import why_unreadable
from assistant.types import UnscoredReason

LONG_WORDS = 60
"""A message longer than this that asks nothing of the assistant is what the candidate said."""
LOOKED_AT = 4000
"""Characters in which a lead-in, a command or a mark of code may stand."""
_START = r"^\W{0,9}(?:(?:ok(?:ay)?|so|and|well|right|yeah|um+|then|now|hm+)[\s,.]+){0,3}"
_NO_NAME = (
    r"(?!(?i:i|we|it|you|that|this|which|what|who|nobody|somebody|someone|everyone|everybody|people|users|customers|"
    r"management|product|legal|finance|marketing|manager|boss|my|our|the|one|some|most)\b)"
)
_WHO = (
    r"(?:(?:so |and )?(?:he|she|they)|(?:the |my |our )?(?:candidate|guy|girl|applicant|person)|mate|"
    rf"(?:dr\.? |mr\.? |ms\.? |mrs\.? )?{_NO_NAME}[A-Z][\w’'-]{{1,20}})"
)
_HOW = r"(?:just|then|also|basically|only|first|even|still|now|kind of|has|have|had|is|was|are|were|'s|’s|goes on to)"
_SAYS = (
    r"(?:said|says|say|saying|told|tells|telling|explained|explains|explaining|mentioned|mentions|claims|claimed|"
    r"answered|answers|replied|replies|responded|admits|admitted|described|describes|states|stated|goes|went|reckons?|"
    r"argued|argues|thinks)"
)
_LEAD = re.compile(
    rf"{_START}(?i:"
    rf"(?-i:{_WHO})(?: {_HOW}){{0,3}} {_SAYS}(?: (?:me|us|him|her|back))?(?:\s*[:,–—-]+\s*| (?:that )?)|"
    rf"(?:he|she|they)'?s (?:just )?(?:saying|telling me|telling us)(?: that)?\s*[:,]?\s*|"
    rf"(?:just )?(?:said|says|told (?:me|us)|explained|mentioned|claims|claimed|answered|replied|admitted)"
    rf"(?:\s*[:,–—-]+\s*| (?:that )?)|"
    r"(?:his|her|their|the) (?:answer|ans|reply|response|words)(?:(?: is| was| were)(?: basically| just)?(?: that)?|"
    r"\s*[:–—-])\s*[:–—-]?\s*|"
    rf"{_NO_NAME}[\w’'-]{{3,20}} (?:says|told (?:me|us)) (?:that )?|"
    r"according to (?:him|her|them|the candidate),?\s+|"
    r"(?:candidate|answer|ans|reply|quote|him|her|them|he|she|they|applicant|interviewee|a)\s*[:–—]\s*)",
)
_MARKED = re.compile(
    rf"{_START}(?i:(?:his|her|their|the) (?:answer|ans|reply|response|words)(?: is| was)?\s*(?::|\s[–—-]\s)|"
    rf"(?-i:{_WHO})(?: {_HOW}){{0,2}} (?:said|says|goes|went)\s*:|"
    r"(?:candidate|answer|ans|reply|him|her|he|she|applicant|interviewee)\s*:)\s*\w"
)
_PAIR = re.compile(
    r"^\s{0,9}(?:q(?:uestion)?|interviewer|me|i|us)\s?\d{0,2}\s?[:.)–—-]\s{0,9}(?P<asked>\S.{0,1000}?)"
    r"\s{1,9}(?:a(?:ns(?:wer)?)?|candidate|him|her|he|she|they|them|reply)\s?\d{0,2}\s?[:–—-]\s{0,9}(?P<said>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(
    r"^\W{0,9}(?:so |and |then |when )?(?:i |we )?asked (?:(?:him|her|them|the candidate) )?(?:about |for )?"
    r"(?P<asked>[^.\n:;]{3,300}?)"
    r"(?:\s{0,9}[.;,:\n]{1,9}\s{0,9}|\s{1,9})(?P<rest>(?:and |then |but )?(?:(?:he|she|they|the candidate)\s+)"
    rf"(?:{_HOW} )?{_SAYS}\b.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED_COLON = re.compile(
    r"^\W{0,9}(?:i |we )?asked (?:(?:him|her|them|the candidate) )?(?:about |for )?"
    r"(?P<asked>[^.\n:;]{3,300}?)\s{0,9}:\s{0,9}(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MY_QUESTION = re.compile(
    r"^\W{0,9}(?:my|the|first)? ?question was (?P<asked>[^.\n:;,]{3,300})[.,;:\n]\s{0,9}(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“"}
_REQUEST = re.compile(
    r"\b(?:what (?:should|do|can|could|shall|else) i|(?:should|can|shall) i (?:ask|say)|(?:give|suggest|find|tell) me|"
    r"(?:a |any |the )?(?:follow[- ]?ups?|next question)|(?:can|could|would) you|help me|pls|please (?!do not)|"
    r"(?:was|is) (?:that|this|it|he|she) (?:a |any |really )?(?:good|deep|right|ok|correct|true|fluff|solid|enough)|"
    r"how (?:was|good (?:is|was)) (?:that|this|it)|how did (?:he|she|they) do|what do you (?:think|make)|"
    r"summari[sz]e|sum (?:it )?up|what(?:'s| is) (?:missing|left|next)|(?:go|dig) deeper|judge (?:that|this))\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:(?:ignore|forget|disregard|override|bypass)\b.{0,40}\b(?:rules?|instructions?|prompts?|guidelines|above|"
    r"previous|constraints)|(?:system|hidden|initial) prompt|you are now|act as (?:a|an|if|my)|pretend (?:to|you|that)|"
    r"jail ?break|developer mode|repeat after me|(?:give|award|rate) (?:him|her|them|this) (?:a |the )?"
    r"(?:5|five|10|ten|full|maximum|top|highest|perfect)\b)",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(
    r"</?[A-Za-z][\w-]*(?:\s[^<>]{0,200})?/?>|```|<!--|&[a-z]{2,6};|https?://\S+$|;\s*$|[{}]\s*$|=>|\(\)|"
    r"^\s*(?:def|function)\s+\w*\(|^\s*class\s+\w+\s*[:({]|^\s*(?:const|let|var)\s+\w+\s*=|^\s*(?:from\s+\S+\s+)?import\s+\w+|"
    r"^\s*#include\b|\b(?:SELECT\b.{1,200}\bFROM|INSERT INTO|DROP TABLE|DELETE FROM)\b|\bself\.\w|"
    r"\w\([^()\n]{0,80}\)\s*[;{:]",
    re.MULTILINE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True)
class Passed:
    """What the candidate said, and the question to it where it was told too. Both are parts of what was typed."""

    said: str
    asked: str | None = None


def passed_on(text: str) -> Passed:
    """The candidate's words in a message that reports them; the whole of it where it has no lead-in."""
    text = text.strip()
    for pattern in (_PAIR, _ASKED, _ASKED_COLON, _MY_QUESTION):
        if match := pattern.match(text):
            rest = match["said"] if "said" in match.groupdict() else match["rest"]
            said = _without_lead(re.sub(r"^(?:and|then|but)\s+", "", rest.strip(), flags=re.IGNORECASE))
            return Passed(said or rest.strip(), _bare(match["asked"]))
    return Passed(_without_lead(text) or text)


def is_marked(text: str) -> bool:
    """Whether the message says by its very form that it reports: question and answer, or a lead-in with a colon."""
    shown = text.strip()[:LOOKED_AT]
    return any(pattern.match(shown) for pattern in (_PAIR, _ASKED, _ASKED_COLON, _MARKED))


def addressing(text: str) -> str | None:
    """The first or the last sentence of a long message, where it asks something of the assistant."""
    parts = [part for part in _SENTENCE.split(text.strip()) if part.strip()]
    for part in (parts[-1], parts[0]) if parts else ():
        if _REQUEST.search(part[:LOOKED_AT]) and len(part.split()) < LONG_WORDS:
            return part.strip()
    return None


def is_nobodys_request(text: str) -> bool:
    """Whether it is code, markup, an order to the machine, another language or no words at all."""
    shown = text[:LOOKED_AT]
    if not any(character.isalnum() for character in shown) or _ORDER.search(shown) or _CODE.search(shown):
        return True
    return why_unreadable("", shown) is UnscoredReason.LANGUAGE


def _without_lead(text: str) -> str:
    lead = _LEAD.match(text[:LOOKED_AT])
    return _bare(text[lead.end() :] if lead else text)


def _bare(text: str) -> str:
    """Without outer white space, and without quotation marks that close only at its end."""
    text = text.strip()
    closing = _QUOTES.get(text[:1])
    if closing and len(text) > 2 and text[-1] == closing and text.count(closing, 1) == 1:
        return text[1:-1].strip()
    return text
