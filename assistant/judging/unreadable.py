"""Answers with nothing to judge in them, as far as code can tell: empty, thin, gibberish, echo, another language.

What needs understanding (declined, off topic, not addressed) is the model's to say, but for a "no, never did" that is
too short for it to judge. Thresholds are deliberately shy: a short plain answer is an answer, and a number is a word of
it. On the 546 answers of the data set, and on their 3,142 sentences of six words or more, none is refused for its
language or as gibberish.
"""

import re
import unicodedata
from functools import cache
from typing import Any

from assistant.types import UnscoredReason

FEWEST_WORDS = 6
ECHO_SHARE = 0.8
SURE_OF_LANGUAGE = 0.9
LIKELY_LANGUAGE = 0.5
FEW_COMMON_WORDS = 0.08
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<!\w)\d[\d.,:%]*")
_DECLINES = re.compile(
    r"^\W*(?:(?:no|nope|sorry|honestly|well)\W+)*(?:(?:i|we|i[’']ve|we[’']ve)\b.{0,20})?"
    r"(?:\bnever\b|\b(?:have|had|did)(?:n[’']t| not)\b)",
    re.IGNORECASE,
)
_WORDLIKE = re.compile(r"^(?=.*[aeiouy])(?!.*[^aeiouy'’-]{6})(?!.*(.)\1{3}).{1,24}$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"^[A-Z]{2,6}s?$")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_COMMON_WORDS = (
    "a about all an and any are as at be been but by can could did do does for from had has have how i if in is it "
    "its me my of on or our out so than that the their them then there they this to up us was we were what when where "
    "which who whom why will with would you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def why_unreadable(question: str, answer: str) -> UnscoredReason | None:
    """The reason code can give for not judging an answer, or None where the model should read it."""
    if all(unicodedata.category(character)[0] in "ZCP" for character in answer):
        return UnscoredReason.EMPTY
    words = _WORD.findall(answer)
    numbers = _NUMBER.findall(answer)
    if reason := _not_english(answer, words):
        return reason
    if not words and not numbers:
        return UnscoredReason.GIBBERISH
    if len(words) + len(numbers) < FEWEST_WORDS:
        return UnscoredReason.DECLINED if _DECLINES.match(answer) else UnscoredReason.TOO_THIN
    if not words or _is_noise(words):
        return UnscoredReason.GIBBERISH
    return UnscoredReason.ECHO if _repeats(question, words) else None


def _is_noise(words: list[str]) -> bool:
    """Half of the words cannot be words, or a few words fill the whole answer."""
    wordlike = sum(bool(_WORDLIKE.match(word) or _ABBREVIATION.match(word)) for word in words)
    kinds = len({word.lower() for word in words})
    return 2 * wordlike < len(words) or (len(words) >= 20 and kinds < len(words) / 8)


def _repeats(question: str, words: list[str]) -> bool:
    """Nearly everything of substance in the answer stood in the question."""
    asked = {word.lower() for word in _WORD.findall(question)} - _COMMON
    said = {word.lower() for word in words} - _COMMON
    return bool(said & asked) and len(said & asked) >= ECHO_SHARE * len(said)


def _not_english(answer: str, words: list[str]) -> UnscoredReason | None:
    letters = [character for character in answer if character.isalpha()]
    if letters and 2 * sum(bool(_LATIN.match(letter)) for letter in letters) < len(letters):
        return UnscoredReason.LANGUAGE
    if len(words) < FEWEST_WORDS:
        return None
    language, probability = _identifier().classify(answer)
    common = sum(word.lower() in _COMMON for word in words) / len(words)
    needed = LIKELY_LANGUAGE if common < FEW_COMMON_WORDS else SURE_OF_LANGUAGE
    return UnscoredReason.LANGUAGE if language not in ("en", "zxx") and probability >= needed else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
