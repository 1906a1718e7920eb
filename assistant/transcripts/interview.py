"""Whether somebody is interviewed here at all, and a sentence for the person where nobody is.

An interview is lopsided. Its interviewers ask, its candidates answer, and they say more at a time than they are asked;
where everybody asks everybody (a meeting, hosts among themselves) or one person speaks at length unasked (a talk),
nobody is interviewed. These signs, and weakly the set phrases of interviews and of other calls, are added up; the
weights are judged by eye.

What was tried, on invented conversations of a page each. A threshold on the direction of answered questions plus set
phrases was right on 21 of the 22 it was made for and on 10 of 17 new ones: small talk among equals looks one-way when
few questions get a long answer. Counting all questions either way but those that only ask back, and looking at how
long answers are, was right on all 39 of those and on 14 of 15 written after that. The mistake, a quarrel of two
colleagues in which one wish reads as a question, is kept in the tests. A design review, or a talk with one's manager,
can be as lopsided as an interview, and nothing here looks at the subject.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.transcripts.questions import spoken
from assistant.transcripts.set_phrases import INTERVIEW, other_kind
from assistant.transcripts.speakers import SpeakerRoles, label, turn_length
from assistant.transcripts.talk import Talk, talk_of
from assistant.types import Transcript, UnscoredReason

_ENOUGH = 1.5
_RATIO, _ANSWER, _PHRASE, _OTHER_PHRASE, _LABEL = 0.25, 0.4, 0.15, 0.35, 0.5
_USUAL_ANSWER = 15
_MOST_ANSWER = 1.2
_MOST_PHRASES = 3
_TELLING_PHRASES = 2
_ONE_WAY = 0.7
_BOTH_WAYS = 0.5

_MOST_OF_ALL = 0.5
_FEW_REPLIES = 0.25
_HARDLY_ANY = 0.02

_ENGLISH = 0.12
_ENOUGH_WORDS = 8
_RANDOM = 0.25
_SAME = 0.5
_MANY_WORDS = 20
_COMMON_WORDS = (
    "the a an and or but so of to in on at for from with about by as is are was were be been am do does did have has "
    "had i you he she it we they me him her us them my your our their this that these those what who how why when "
    "where which not no yes if then than there can could would will just very more some all any because up out"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_VOWELS = "aeiouyáéíóúäöüàèìòùâêîôû"
_KEYS_STRUCK = re.compile(rf"[^{_VOWELS}]{{5,}}|^[^{_VOWELS}]{{4,}}$|(.)\1{{3,}}")


@dataclass(frozen=True)
class Refusal:
    """Why a transcript gets no score: the reason, and a sentence that a person can act on."""

    reason: UnscoredReason
    sentence: str


def why_not_an_interview(transcript: Transcript, roles: SpeakerRoles) -> Refusal | None:
    """Why there is nothing to score, or null where somebody is interviewed.

    Roles that a person set are believed: then only empty, gibberish, foreign or one-sided transcripts are refused.
    """
    talk = talk_of(transcript)
    found = _unreadable(talk) or _one_sided(talk, roles)
    return found if found or roles.by_hand else _other_kind(talk, roles)


def _unreadable(talk: Talk) -> Refusal | None:
    if not talk.total:
        return Refusal(UnscoredReason.EMPTY, "Nobody says a word in this transcript. Export it again.")
    words = [w for said in talk.said for w in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", spoken(said.turn.text))]
    english = sum(word in _COMMON for word in words) / max(len(words), 1)
    if len(words) < _ENOUGH_WORDS or english >= _ENGLISH:
        return None
    struck = sum(bool(_KEYS_STRUCK.search(word)) for word in words) / len(words)
    same = Counter(words).most_common(1)[0][1] / len(words)
    if struck >= _RANDOM or (same >= _SAME and len(words) >= _MANY_WORDS):
        return Refusal(UnscoredReason.GIBBERISH, "What is written here are no words. Check that it is the right file.")
    return Refusal(
        UnscoredReason.LANGUAGE,
        f"Only {english:.0%} of the words are common English ones, and only English is judged. Translate it first.",
    )


def _one_sided(talk: Talk, roles: SpeakerRoles) -> Refusal | None:
    name, most = max(talk.words.items(), key=lambda item: item[1])
    others = [other for other in talk.words if other != name]
    if not others or (talk.total - most < _HARDLY_ANY * talk.total and not any(talk.asking(o) for o in others)):
        return Refusal(
            UnscoredReason.ONE_SPEAKER,
            f"Only {name} speaks, so nobody asks and answers. Export the transcript with the name of every speaker.",
        )
    for role in ("candidate", "interviewer"):
        if not any(talk.words.get(speaker) for speaker in roles.speakers(role)):
            return Refusal(
                UnscoredReason.NOT_AN_INTERVIEW,
                f"Nobody who speaks has the role of {role}. Say who the candidate is, or set the roles.",
            )
    return None


def _other_kind(talk: Talk, roles: SpeakerRoles) -> Refusal | None:
    askers, answerers = roles.speakers("interviewer"), roles.speakers("candidate")
    kind, phrases = other_kind(spoken(said.turn.text) for said in talk.said if said.speaker not in answerers)
    if _is_talk(talk, answerers):
        return _not(f"Most of it is one speech that answers no question, as in a talk by {' and '.join(answerers)}.")
    if _evidence(talk, askers, answerers) - _OTHER_PHRASE * min(len(phrases), _MOST_PHRASES) >= _ENOUGH:
        return None
    lopsided = min(_asking(talk, askers, answerers), _answered(talk, askers, answerers))
    if len(phrases) >= _TELLING_PHRASES and lopsided >= _BOTH_WAYS:
        return _not(f"It reads like {kind}: {', '.join(f'“{phrase}”' for phrase in phrases)}.")
    if lopsided < _ONE_WAY:
        return _not("Everybody asks and everybody answers.")
    return _not("The questions are few and the answers short.")


def _evidence(talk: Talk, askers: Sequence[str], answerers: Sequence[str]) -> float:
    """How much looks like an interview, without other kinds' phrases: about 3 for a clear one, 1 for a meeting."""
    answer = turn_length(talk, answerers)
    interview = sum(bool(INTERVIEW.search(spoken(said.turn.text))) for said in talk.said)
    return (
        _asking(talk, askers, answerers)
        + _answered(talk, askers, answerers)
        + _RATIO * math.log(answer / turn_length(talk, askers))
        + _ANSWER * max(-1.0, min(_MOST_ANSWER, math.log(answer / _USUAL_ANSWER)))
        + _PHRASE * min(interview, _MOST_PHRASES)
        + _LABEL * any(label(name) for name in (*askers, *answerers))
    )


def _asking(talk: Talk, askers: Sequence[str], answerers: Sequence[str]) -> float:
    """How much more the interviewers ask than the candidates: 1 where only they do, 0 where both do alike."""
    uninvited = [said for at, said in enumerate(talk.said) if said.asks and not talk.invited(at)]
    theirs = sum(said.speaker in askers for said in uninvited)
    back = sum(said.speaker in answerers for said in uninvited)
    return (theirs - back) / max(theirs + back, 1)


def _answered(talk: Talk, askers: Sequence[str], answerers: Sequence[str]) -> float:
    """The share of all answered questions that candidates answer to interviewers, drawn to 1/2 where there are few."""
    return (talk.weight(askers, answerers) + 0.5) / (talk.weight(talk.words, talk.words) + 1)


def _is_talk(talk: Talk, answerers: Sequence[str]) -> bool:
    """One turn is half of everything, and little of what the candidates say follows a question."""
    longest = max(said.words for said in talk.said)
    replies = sum(bid.answered.words for bid in talk.bids if bid.answered.speaker in answerers)
    said = sum(talk.words.get(name, 0) for name in answerers)
    return longest >= _MOST_OF_ALL * talk.total and replies < _FEW_REPLIES * said


def _not(why: str) -> Refusal:
    advice = "This is not scored as an interview; if somebody is interviewed here, set who asks and who answers."
    return Refusal(UnscoredReason.NOT_AN_INTERVIEW, f"{why} {advice}")
