"""What a clause claims on its face, and which kinds of evidence its words plainly give.

Lists of wordings, not an understanding. The judge hears under half of the evidence; these keep us from asking for a
number right after one was given. Beside `plainly`, which finds where a kind is likely, this is about what a question
may take up, so data or trouble that is only mentioned is a claim here.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from assistant.asking.probing.plainly import shown
from assistant.types import EvidenceKind


class Claim(StrEnum):
    """Something in a clause that a question can take up."""

    COMPARES = "compares"
    PRAISES = "praises"
    FASHION = "fashion"
    SIZES = "sizes"
    TROUBLE = "trouble"
    DATA = "data"
    CHOOSES = "chooses"
    TEAM = "team"
    ACTS = "acts"
    PRICE = "price"
    GENERAL = "general"
    ASIDE = "aside"


LOUD = frozenset({Claim.COMPARES, Claim.PRAISES, Claim.FASHION, Claim.SIZES})
"""Claims of worth, which an empty answer is full of."""

_MADE = (
    "wrote built made added designed implemented trained coded changed moved replaced fixed cut plotted rewrote "
    "labelled labeled deployed used chose split dropped shipped removed refactored created developed exported switched "
    "rolled sampled clustered froze tuned merged cleaned wired converted rebuilt reduced raised lowered set put tried "
    "took"
).replace(" ", "|")
_NUMBER = (
    r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|ninety|hundred|thousand)"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_CLAIMS: Mapping[Claim, re.Pattern[str]] = {
    Claim.COMPARES: _any(
        r"improv\w+|better|faster|quicker|slower|cheaper|smaller|lower(?!\()|higher|(?<!more or )less|easier|simpler",
        r"doubled|halved",
        r"more (?:accurate|stable|reliable|efficient|robust|precise|organi[sz]ed|bad)|reduc\w+|increas\w+|decreas\w+",
        r"boost\w*|enhanc\w+|accelerat\w+|sped|speed(?:ed)? up|outperform\w*|beat|gains?|uplift|grew|dropped",
        r"went (?:up|down)|(?:much|far|way|a lot) (?:more|worse)|closer|top of",
        r"came (?:up|down)(?! to (?!\d))|cut (?:the|our|its|down|by)",
    ),
    Claim.PRAISES: _any(
        r"(?:kind of|sort of|it|that|all) worked",
        r"robust\w*|reliab\w+|seamless\w*|success\w*|smooth\w*|efficien\w+|excellent|great|amazing|impress\w+",
        r"happy|satisf\w+",
        r"loved|solid|stable|perfect\w*|high[- ](?:quality|performance|performing)|good",
        r"(?:was|were|is|are|worked|works|all|just|runs|ran) fine|nicely|significant\w*",
        r"substantial\w*|dramatic\w*|massive\w*|considerab\w+|huge|impact\w*|ensur\w+",
        r"ma(?:k|d)e sure|guarantee\w*|optimal\w*|optimi[sz]\w+|accurate|comprehensive|rigorous\w*",
        r"no (?:issues?|problems?)",
        r"production[- ](?:ready|grade)",
        r"(?:works?|worked|working|performs?|performed|went|held up) (?:\w+ ){0,2}well|properly",
    ),
    Claim.FASHION: _any(
        r"state[- ]of[- ]the[- ]art|sota|best[- ]practices?|industry[- ]standard|cutting[- ]edge|modern",
        r"enterprise[- ]grade",
        r"next[- ]gen\w*|world[- ]class|leverag\w+|holistic\w*|synerg\w+|end[- ]to[- ]end|first[- ]class|agile",
        r"ecosystem",
        r"ai[- ](?:driven|powered)|data[- ]driven|cloud[- ]native|paradigm|discipline|mindset|culture|scalab\w+",
    ),
    Claim.SIZES: _any(
        r"many (?:\w+ )?(?:users|customers|clients|requests|models|features|teams|services|rows)",
        r"large\w*|big (?:data|team|company|system|project|customers?|volumes?)|huge|massive|at scale",
        r"scal(?:e|ed|es|ing|able|ability)|lots? of|millions|hundreds",
        r"thousands|enterprise|high[- ](?:traffic|volume|throughput)|whole company|across (?:the|all|many|several)",
        r"numerous|daily|growing",
        r"(?:took|takes|for|over) (?:some|a long|quite some|several) (?:time|while|days|weeks|months)",
    ),
    Claim.TROUBLE: _any(
        r"challeng\w+|issues?|(?<!assignment )(?<!solved )problems?(?! of| statement)|difficult\w*",
        r"tricky|struggl\w+|hiccups?|mess(?:y|es)?|troubles?|incidents?",
        r"went wrong",
        r"(?:did|does|do|would|was|were|is)(?:n['’]t| not) (?:work\w*|good|stable|learn\w*|great)|fail\w*|broke\w*",
        r"bugs?",
        r"crash\w*|worse|edge cases?|surpris\w+|gaps?|leaks?|degrad\w+|drift\w*|unstable|nois[ey]\w*|mistakes?",
        r"limitations?|bottlenecks?|mostly (?:it |they |we )?(?:could|works?|worked|okay|fine|did)",
    ),
    Claim.DATA: _any(
        r"data|datasets?|data sets?|labels?|label+ed|label+ing|corpus|samples?|examples?|annotat\w+|records?",
        r"training set|ground truth|preprocess\w*",
    ),
    Claim.CHOOSES: _any(
        r"decid\w+|cho(?:se|ose|osing|sen|ice)|pick\w*|opted|settled on|select\w+|switch\w*|moved (?:to|from|away)",
        r"adopt\w*",
        r"went (?:with|for)|prefer\w*|agreed|right (?:tool|choice|approach|thing)|approach|strategy",
        r"(?:i|we)(?:['’]ve| have)? used|using|replac\w+|standard",
    ),
    Claim.TEAM: _any(
        r"(?:we|our team|the team|my team|everybody|everyone)(?:['’](?:ve|d))? (?:\w+ ){0,2}?"
        rf"(?:(?!need|feed|speed|indeed|agreed|talked|asked|wanted)\w{{3,}}ed|{_MADE})",
        r"(?:was|were|been) (?:\w+ly )?(?!called|supposed|based|told|asked|need)\w{3,}ed",
        r"(?:was|were|been) (?:\w+ly )?(?:built|done|made|set up|put|taken|chosen|(?:re)?written|found)",
    ),
    Claim.ACTS: _any(rf"(?:i|we|team)(?:['’](?:ve|d))? (?:\w+ ){{0,2}}?(?:{_MADE})|set up"),
    Claim.PRICE: _any(
        r"trade[- ]?offs?|balanc\w+|compromis\w+|cost(?:s|ly)?|expensive|cheaper|faster|smaller",
        r"simpl(?:er|est|e|if\w+)|quanti[sz]\w*",
        r"prun\w+|distil\w*|cach\w+|shortcuts?|for now|good enough|pragmatic\w*|automat\w+|quick\w*",
    ),
    Claim.GENERAL: _any(
        r"should(?! have)|important\w*|(?:you|one|i|we|people) always|usually|typically|in general",
        r"generally (?:i|one|you|speaking)",
        r"one (?:can|may|might|has to|would)|recommended",
        r"you (?:need|have to|want|can(?!['’]))",
        r"i (?:always )?(?:try to|believe (?:in|that)|feel that|love|care|enjoy)|matters",
        r"i think it(?:['’]s| is)? (?:matters|important)|demonstrates|nowadays|people (?:need|deserve|are)",
        r"would (?:argue|maintain)",
        r"refers to|is defined",
    ),
    Claim.ASIDE: _any(
        r"(?:good|this|that|your|the|interesting) question|you(?:['’]d| just)? (?:asked|mean|say)|let me",
        r"wouldn['’]t say|believed in|work\w* well together|told me that|(?:he|she) (?:was )?(?:said|telling|meant)",
        r"(?:he|she|they|client|customers?|users?|boss|manager|team|everybody|everyone|people) (?:was|were|is|are)"
        r"(?:,? \w+){0,3} (?:happy|fine|satisfied|okay|ok|pleased|relieved|thankful)",
        r"generally i think|(?:hard|difficult) to (?:say|judge|tell)|you (?:have to|must|should) know|i hope it",
        r"don['’]t know if",
        r"(?:i|we)(?:['’](?:m|re|d been)| am| are| was| were),? "
        r"(?:(?:not|very|quite|so|also|really|all|still|just|much more|like|um|uh),? )*(?:a|an|good|careful|"
        r"patient|known|great|proud|happy|relieved|nervous|glad|content|sad|sorry)",
        r"start (?:over|again|different\w*)|where was i|to give you|long story|background|as i (?:said|mentioned)",
        r"by the way",
    ),
}

_PLAIN: Mapping[EvidenceKind, re.Pattern[str]] = {
    EvidenceKind.METRIC: _any(
        rf"(?:rose|fell|dropped|went|came|grew|up|down|off) (?:\w+ )?(?:by|to|from|out at) (?:\w+ ){{0,2}}{_NUMBER}",
        r"(?:seven|eigh|nine|six|fif|for|thir|twen)ties",
        rf"{_NUMBER} (?:\w+ ){{0,2}}(?:per ?cent|points?|ms|seconds|minutes|hours|euros|dollars|times)",
    ),
    EvidenceKind.BASELINE: _any(
        rf"from (?:\w+ ){{0,2}}{_NUMBER} (?:\w+ ){{0,4}}to {_NUMBER}",
        r"(?:than|against|beat|over) (?:what|before|last|any|random|chance|always|a (?:simple|plain))",
    ),
    EvidenceKind.SCALE: _any(
        rf"{_NUMBER}[\w,]*[ -](?:\w+ ){{0,2}}(?:people|members|teams?|engineers|classes|pages|tables|runs|items)",
        r"\d{1,3},\d{3}|\d+ ?(?:k|gb|tb|mb)",
    ),
    EvidenceKind.FAILURE: _any(
        r"crash\w*|leaked|froze|timed out|out of memory|nans?|went down|missed|corrupt\w*|mislabel+\w*|silently",
        r"ignored",
        r"rolled back|reverted|fell (?:from|to|by)|(?:bug|cause) was|stayed (?:weak|bad|flat|at)",
        r"never (?:learned|converged)",
        r"(?:was|were|came back) (?:wrong|empty|blank|missing|off by)",
        r"did(?:n['’]t| not) (?:converge|learn|fire|catch|match|see)",
    ),
    EvidenceKind.DATA: _any(
        r"c[ao]me from|collected (?:by|from|in|at)|label+ed (?:by|as)|annotated by|scraped|exported|columns?|null",
        r"typed|encoded",
        r"missing values?|duplicates?|mislabel+\w*|every (?:third|tenth|second)|sensors?|spreadsheet|blurr\w+",
        r"timestamps?|kappa",
    ),
    EvidenceKind.DECISION: _any(
        r"because(?! of)|since (?:the|we|it|i|they|our)|otherwise|either|the reason|given that|rather than|instead",
        r"alternatives?|considered|ruled out|rejected|could have|over the other|in place of|insisted|on purpose",
    ),
}
_MENTION_IS_NO_EVIDENCE = frozenset({EvidenceKind.DATA, EvidenceKind.FAILURE, EvidenceKind.DECISION})


@lru_cache(maxsize=4096)
def claims(text: str) -> frozenset[Claim]:
    """What a clause claims."""
    return frozenset(claim for claim, pattern in _CLAIMS.items() if pattern.search(text))


def likely_there(text: str) -> frozenset[EvidenceKind]:
    """The kinds of evidence that an answer may well have somewhere, mentions included."""
    return shown(text) | plainly_there(text)


@lru_cache(maxsize=4096)
def plainly_there(text: str) -> frozenset[EvidenceKind]:
    """The kinds of evidence that the words of a text give away."""
    return (shown(text) - _MENTION_IS_NO_EVIDENCE) | {kind for kind, found in _PLAIN.items() if found.search(text)}
