"""What the plain wording of a stretch of speech shows of each kind of evidence. No model, and no judgement of worth.

It says where in an answer to look, and that a kind is likely there; it never raises or lowers a score. The words were
chosen on the training split, so figures of how often they are right belong to the others.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.types import EvidenceKind

_NUMERAL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen hundred thousand million half"
).replace(" ", "|")
_COUNT = rf"(?:[€£$]?\d[\d,.]{{0,11}}[km]?|(?:{_NUMERAL})s?(?:[ -](?:and |odd )?(?:{_NUMERAL})s?){{0,4}})"
_TENS = r"(?:\w{3,5}ty|dozen|hundred|thousand|million)s?"
_MANY = rf"(?:\d[\d,.]{{1,11}}[km]?|{_TENS}(?:[ -](?:{_NUMERAL})s?){{0,4}})"
"""What is enough to be a size: "four hours" may be anything, "forty hours" was some work."""
_UNIT = (
    r"(?:%|(?:per ?cent|percent\w*|points?|ms|milliseconds?|seconds?|euros?|dollars?|quid|pounds|precision|"
    r"recall|accuracy|auc|auroc|f1|f-1|mae|rmse|mape|ndcg|bleu|loss|error|psi)\b)"
)
_THING = (
    "rows records users requests queries cases samples images photos pictures clips documents tickets chats calls "
    "clicks orders customers sellers people patients accounts ads listings messages labels hours days nights weeks "
    "months years gpus cards nodes machines servers replicas gigs gigabytes megabytes terabytes gb mb tb lines files "
    "features models shops stores sites hospitals engines words tokens services scripts runs notes examples questions"
).replace(" ", "|")
_DID = (
    r"(?:did(?! not|n['’]t)|wrote|built|made|took|put|found|ran|set|cut|read|sat|kept|chose|drew|pulled|split|held|"
    r"left|gave|taught|dug|saw|rewrote|rebuilt|redid|rejoined|went (?:through|with|back)|"
    r"(?!(?:want|need|lik|believ|guess|learn|work|tri|happen|start|look|hop|panick|notic|realis|realiz|us|ask|talk|"
    r"explain|lov|support)ed\b)[a-z]{2,}ed)"
)
_ASIDE = r"(?:,? (?:um|uh|like|just|then|also|even|have|had|simply|basically|literally|only|actually|finally),?){0,2}"
_OTHER = r"(?:one|model|way|rule|code|version|system|approach|process|method|figure|pipeline)"

_WORDS: Mapping[EvidenceKind, Sequence[str]] = {
    EvidenceKind.METRIC: (
        rf"\b{_COUNT}[\s-]{{0,2}}{_UNIT}",
        rf"\b{_UNIT}(?: \w+){{0,3}} {_COUNT}\b",
        r"(?<![\d.])0?\.\d{1,4}\b(?!\.)",
        rf"\b(?:from|at|by|off by)(?: \w+){{0,2}} {_COUNT}(?: \w+){{0,4}} (?:down |up )?to (?:about |some )?{_COUNT}\b",
        rf"\b{_COUNT} (?:against|versus|instead of) {_COUNT}\b",
        rf"\b{_COUNT} (?:out of|in|of|from) (?:every )?{_COUNT}\b",
        r"\b(?:doubled|halved|tenfold|twice as|half as|a (?:third|quarter|fifth) (?:of|less|more|slower|faster))\b",
    ),
    EvidenceKind.BASELINE: (
        r"\bcompar(?:ed|ing) (?:to|with|against)\b|\bversus\b|\bvs\b|\bbaseline\b|\bpreviously\b|\bunchanged\b",
        r"\bused to (?:be|take|need|cost|run|get|score)\b|\bwhere it['’]d been\b|\bside by side\b|\bthe same as\b",
        rf"\b(?:the|our|their) (?:old|previous|earlier|existing|simple|big|standard|vendor['’]s) {_OTHER}\b",
        rf"\b{_COUNT}(?: \w+)? (?:against|versus) \w+",
        rf"\b(?:went|fell|came|dropped|rose|cut|down|up|it)(?:,)? from(?: \w+){{0,3}} {_COUNT}(?: \w+){{0,4}} to\b",
        r"\b(?:more|better|worse|faster|slower|less|lower|higher|fewer)(?: \w+){0,3} than "
        r"(?:the|their|our|his|hers|mine|before)\b",
        r"\bhis was\b.{0,60}\bmine\b",
    ),
    EvidenceKind.OWN_PART: (
        rf"\bI(?:['’](?:d|ve))?{_ASIDE} {_DID}\b",
        r"\bby hand\b|\bmyself\b|\bmy (?:own )?(?:rule|script|part|fix|code|idea|version|box|merge)\b",
    ),
    EvidenceKind.TRADE_OFF: (
        r"\bat the (?:cost|price|expense) of\b|\bthe price (?:is|was)\b|\bcosts? (?:us|me|them|more|about)\b",
        r"\bg[ai]ve (?:up (?!because|after)|back)\b|\bin (?:exchange|return)\b|\b(?:lost|loses) (?!track|because)\w+",
        r"\bslower\b|\btrade-?offs?\b|\bworth\b|\bdownside\b|\bsacrific\w+|\bfalls? down\b|\bthe catch\b",
    ),
    EvidenceKind.FAILURE: (
        r"\b(?:broke|broken|breaks|crash\w*|fail(?:ed|s|ing)?|bugs?|mistakes?|wrong(?:ly)?(?! went)|ran out)\b",
        r"\b(?:stuck|outage|leak(?:ed|s)?|my bad|fell over|timed out|bites|forgot|blew up|garbage|hung|died)\b",
        r"(?<!nobody) missed\b|\bstood still\b",
        r"\b(?:did|do|was|were|could)(?:n['’]t| not) (?:work|match|help|fire|converge|reproduce|find|add up)\b",
    ),
    EvidenceKind.SCALE: (
        rf"\b{_MANY}(?: (?!percent|points)[a-z'’-]+){{0,2}} (?:{_THING})\b",
        r"\b(?:thousands?|millions?|billions?|dozens?) of\b",
    ),
    EvidenceKind.DATA: (
        r"\b(?:label(?:s|ed|led|lers|ling)?|annotat\w+|columns?|timestamps?|csv|training (?:data|set)|test set|logs)\b",
        r"\b(?:duplicates?|user reports|transcripts|missing values|samples|records|rows|trained on|the join)\b",
        r"\b(?:sensors?|recordings?|positives|negatives|the data (?:came|was|were|had)|data from|spreadsheets?)\b",
    ),
    EvidenceKind.DECISION: (
        r"\b(?:instead|rather than|decided (?:to|on|against|that)|chose|went with|insisted|opted|alternative)\b",
        r"\b(?:I|we) (?:picked (?!up)|proposed|considered|rejected|ruled out|kept (?!going|it simple)|dropped)\b",
        r"\b(?:one idea|other idea|could have (?:just|also|\w+ed)|on purpose|deliberately|I['’]d sooner|in place of)\b",
    ),
    EvidenceKind.MECHANISM: (
        r"\bbecause\b(?! (?:of|I|I['’]m)\b)|\bsince (?:the|it|they|a)\b|\bturn(?:s|ed) out\b|\breason (?:is|was)\b",
        r"\bthat['’]s why\b|\bwhich (?:means?|meant|made|makes)\b|,\s+which (?:\w+ed|\w+s)\b",
        r"\bso (?:every|each|that|nothing|any)\b|\bworks? (?:by|like)\b",
        r"\bwhenever\b|\b(?:each|every) time\b|\bdepends? on\b|\bthe way it\b",
    ),
}
_SHOWS = {kind: re.compile("|".join(patterns), re.IGNORECASE) for kind, patterns in _WORDS.items()}


def shows(text: str, kind: EvidenceKind) -> bool:
    """Whether the wording shows this kind."""
    return _SHOWS[kind].search(text) is not None


def shown(text: str) -> frozenset[EvidenceKind]:
    """Every kind that the wording shows."""
    return frozenset(kind for kind in EvidenceKind if shows(text, kind))
