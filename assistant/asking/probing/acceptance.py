"""Whether a wording may be put to a candidate: one open, lawful question that leads nowhere and was not heard before.

A model's wording also has to take up the quote and to ask for what is missing. Lists of wordings, not an understanding:
the bank's own words are there for whatever does not pass.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from assistant.asking.probing.clauses import words
from assistant.types import EvidenceKind
from knowledge.wording import faults, is_private

MOST_WORDS = 40
FEWEST_WORDS = 3
SAME_MEANING = 0.9
"""Cosine from which two questions ask the same."""

Likeness = Callable[[str, str], float]

_YES_OR_NO = re.compile(
    r"^(?:and |so |but |then )?(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)(?:n['’]t)?\s",
    re.IGNORECASE,
)
_ELABORATE = re.compile(
    r"\b(?:elaborate|tell me more|go into (?:more )?detail|more details?|walk me through)\b", re.IGNORECASE
)
_NO_SPEECH = re.compile(r"[<>{}\[\]|`\\*_#\n]|https?:")
_COMMON_WORDS = (
    "about after again also because been before being could does doing down each even from have having here into just "
    "like made make many more most much only other over really same should some such than that their them then there "
    "these they thing things this those through time under very want well were what when where which while with work "
    "working would your you're yours"
)
_COMMON = frozenset(_COMMON_WORDS.split())

_HOW_MUCH = "much many far often long large big high low good wide fast slow accurate close well".replace(" ", "|")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_ASKS: Mapping[EvidenceKind, re.Pattern[str]] = {
    EvidenceKind.METRIC: _any(
        rf"how (?:{_HOW_MUCH})|by how|measure\w*|figures?|numbers?|percent|points|share|fraction|average|count",
        r"come to|read",
        r"(?:what|which) (?:\w+ ){0,3}(?:score|error|rate|precision|recall|accuracy|percentage|level|value|result)",
        r"(?:what|which) (?:\w+ ){0,3}(?:reading|metric)",
        r"score[ds]?|end up",
    ),
    EvidenceKind.BASELINE: _any(
        r"before|compar\w+|than|against|next to|alongside|earlier|previous\w*|old|existing|instead|baseline|rival",
        r"simple\w*",
        r"without|until then|up to then|used to|already|ordinary|normal|the same as|left out",
        r"had (?:\w+ ){0,5}(?:been|scored|reached|done|achieved|taken|cost)",
    ),
    EvidenceKind.OWN_PART: _any(
        r"yourself|personally|your own|yours|your (?:part|job|share|role|hands?|idea|work|call|keyboard|doing)",
        r"fell to you|by you",
        r"(?:did|do|had) you (?:\w+ ){0,3}(?:do|done|write|build|make|set|change|decide|own|choose|fix|put|carry)",
        r"(?:did|do|had) you (?:\w+ ){0,3}(?:rewrite|invent)",
        r"you (?:built|wrote|did|made|added)|who (?:did|wrote|built|made)|without you|if you hadn['’]t",
    ),
    EvidenceKind.TRADE_OFF: _any(
        r"g[ia]v(?:e|en|ing) up|give|costs?|price|los(?:e|t|ing)|wors\w+|put up with|put off|wait\w*|sacrific\w+",
        r"leave|left|go without",
        r"exchange|downside|against|forgo|drawback|harder|slower|trade|in return|accept\w*|stand still|no longer",
        r"miss(?:ed|ing)?",
        r"had to go|slide|through|live with|suffer\w*|awkward|difficult|worth",
    ),
    EvidenceKind.FAILURE: _any(
        r"wrong\w*|fail\w*|broke|break\w*|mistakes?|trouble|bad\w*|miss\w*|los[et]|surpris\w+|crash\w*|stuck|flat",
        r"problem|poor\w*",
        r"not (?:to )?work\w*|stopped|worst|misread|misunderst\w+|happened|caught|went|slip\w*|over again|first",
        r"confus\w+|astray",
        r"off|apart|fall over|out|rejected|didn['’]t|not catch|what did (?:\w+ ){1,6}(?:do|begin)",
    ),
    EvidenceKind.SCALE: _any(
        r"how (?:many|much|large|big|long|often|wide)|number of|over what|size|roughly|across (?:how|what)",
        r"what (?:share|part|volume|period)",
    ),
    EvidenceKind.DATA: _any(
        r"data|records?|rows?|label\w*|columns?|fields?|samples?|examples?|cases|images|photos|pictures|scans",
        r"chats|readings|inputs?",
        r"values?|trained on|c[ao]me from|draw|picked|where|files?|documents?|notes|contain\w*",
        r"in (?:it|them|there)|kinds?|which \w+s",
    ),
    EvidenceKind.DECISION: _any(
        r"why|what made|which (?:other|argument|alternative|option)|other|else|rather than|instead|alternativ\w+",
        r"decid\w+|choos\w+",
        r"chose|settle[sd]?|weigh\w*|consider\w*|rule[sd]? out|over|pick\w*|tipped|reason|grounds?|not",
        r"on the table|persuad\w+",
        r"stop short",
    ),
    EvidenceKind.MECHANISM: _any(
        r"how|why|in order|steps?|works?|where does|inside|exactly|by what|path|route|caus\w+|follow",
        r"what (?:\w+ ){0,5}(?:do|did|does|happens?|happened|made?|makes|ran|runs|chang\w+|tied|was|is|lets?|kept|had)",
    ),
}


def why_not(question: str, quote: str, earlier: Iterable[str], likeness: Likeness) -> str | None:
    """What is wrong with a question; its quote is the candidate's own and not what is looked at."""
    own = question.replace(f"“{quote}”", "that") if quote else question
    if found := faults(own):
        return found[0].why
    if is_private(own):
        return "it is about private life"
    if not FEWEST_WORDS <= len(own.split()) <= MOST_WORDS:
        return f"it has {len(own.split())} words"
    if any(is_same(question, before, likeness) for before in earlier):
        return "it was asked or offered before"
    return None


def why_not_a_models(question: str, quote: str, part: str, missing: EvidenceKind) -> str | None:
    """What is wrong with a model's wording beside what `why_not` finds."""
    if not question.endswith("?") or question.count("?") > 1 or _NO_SPEECH.search(question):
        return "it is not one spoken question"
    if _YES_OR_NO.match(question) or _ELABORATE.search(question):
        return "yes or no, or anything at all, would answer it"
    if not _content(question) & (_content(quote) or _content(part)):
        return "it takes up nothing of the quote"
    if not asks_for(question, missing):
        return f"it does not ask for the {missing.value.replace('_', ' ')}"
    return None


def asks_for(question: str, missing: EvidenceKind) -> bool:
    """Whether its words can ask for this kind of evidence."""
    return _ASKS[missing].search(question) is not None


def is_same(question: str, other: str, likeness: Likeness) -> bool:
    """Whether two questions have the same words, or nearly the same meaning."""
    return words(question) == words(other) or likeness(question, other) >= SAME_MEANING


def _content(text: str) -> set[str]:
    """Words that carry content, cut so that `labels` meets `labelled`."""
    return {word[:5] for word in words(text) if (len(word) > 3 or word.isdigit()) and word not in _COMMON}
