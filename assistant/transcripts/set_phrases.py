"""What people say because of the kind of conversation they are in: interviews, meetings, support calls, talks.

Weak signs, one of several; a phrase that turns up in any long conversation does not belong here. English.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

INTERVIEW = re.compile(
    r"\b(?:(?:your|the) (?:résumé|resume|cv|background)|(?:this|the|your) (?:role|position|job|last place|last job)|"
    r"interview\w*|candidates?|appl(?:ied|ication)|hiring|tell (?:me|us) (?:about (?:yourself|a time|your)|how you)|"
    r"walk (?:me|us) through|thank(?:s| you) for (?:coming|joining|having|making)|joined by|(?:my|our) guest|"
    r"questions? (?:do you have )?for (?:me|us)|next round|be in touch|hear back|(?:proud|proudest) of|"
    r"(?:hardest|biggest) (?:part|challenge|problem)|what would you do differently|you (?:shipped|built)|yourself)\b"
)
HOST = re.compile(
    r"\bthank(?:s| you)(?: all| both)?(?: so much| very much)?(?:,? \w+,?)? for (?:joining|coming|making|taking)|"
    r"\b(?:joined by|(?:my|our) guest|joining (?:us|me))\b|\bwelcome\b|\bquestions? (?:do you have )?for (?:me|us)\b|"
    r"\btell (?:me|us)(?: a (?:little|bit)| a little bit)? about yourself|\bintroduce yourself|"
    r"\bwe'll (?:be in touch|let you know|write to you|get back to you)|\bthat's all i (?:had|wanted)"
)
GUEST = re.compile(
    r"\bthank(?:s| you)(?: \w+){0,3} for (?:having|inviting) (?:me|us)|\bfor the opportunity\b|"
    r"\bmy (?:résumé|resume|cv)\b|\bi (?:applied|am applying)|\bi hear back\b|\bmy pleasure\b"
)
_MEETING = (
    r"(?:on|of) the agenda|(?:first|next) item",
    r"action items?|to-?dos? (?:is|are)|action points?",
    r"(?:any|no) blockers|blocked on",
    r"quick round|stand-?up|round the table",
    r"next meeting|kick-?off meeting|sprint (?:review|planning) is|see you (?:there|in the)|same time next week",
    r"any other business|take (?:the )?minutes|move on to the next",
    r"what'?s up with you|any updates?",
    r"(?:should|shall|do|can|could) we (?!start|begin|dive|get started)|let's (?:do|write|keep|vote|move|go through)",
    r"who (?:takes|wants|can|could|will|is going|is on|else|knows)",
    r"(?:can|could) you (?:also )?(?:take|send|do|move|rerun|write|make|fix|check|put|review|talk to)",
)
_SUPPORT = (
    r"thank(?:s| you) for calling|(?:can|may) i help you|assist you",
    r"(?:account|order|ticket|reference|booking|customer) number|date of birth|last four digits",
    r"(?:confirm|have) (?:the|your) (?:postcode|address|name)",
    r"anything else i can (?:help|do)|have a (?:nice|great|good|lovely) day",
    r"refund|technician|book an engineer|turn(?:ed)? it off and on|no charge|i'm sorry (?:about that|to hear that)",
)
_SALES = (
    r"(?:our|your current|the (?:team|basic|premium)) plan|per (?:seat|month|user)",
    r"your budget|our pric(?:es|ing)|promotion|discount",
    r"free trial|a trial|look at the demo|book a demo",
    r"decision[- ]maker|part of the decision|follow-?up call|sign the contract",
)
_CLINIC = (
    r"what brings you in|where does it hurt|does (?:it|this|that) hurt",
    r"symptoms?|swelling|fever|allergies|dizz\w+",
    r"prescri\w+|physiotherap\w+|x-?ray|blood (?:test|pressure)|take (?:these|this) twice",
)
_LESSON = (
    r"(?:this|next|first|last|previous) slide|my slides|share my screen",
    r"(?:this|today's|our) (?:lecture|seminar|webinar|lesson|class)|we'll cover|homework",
    r"mute your|over to you|the floor is yours|round of applause|(?:from|into) the (?:chat|audience)",
    r"that's (?:correct|right)|well done|try (?:it )?again|what do we get",
)
_OTHER_KINDS: Mapping[str, tuple[re.Pattern[str], ...]] = MappingProxyType(
    {
        kind: tuple(re.compile(rf"\b(?:{phrase})\b") for phrase in phrases)
        for kind, phrases in (
            ("a meeting", _MEETING),
            ("a support call", _SUPPORT),
            ("a sales call", _SALES),
            ("a medical consultation", _CLINIC),
            ("a lesson or a talk", _LESSON),
        )
    }
)


def other_kind(texts: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The kind of conversation other than an interview whose phrases these texts, in lower case, hold most of."""
    text = " ".join(texts)
    found = {
        kind: tuple(match[0].strip() for phrase in phrases if (match := phrase.search(text)))
        for kind, phrases in _OTHER_KINDS.items()
    }
    return max(found.items(), key=lambda item: len(item[1]))
