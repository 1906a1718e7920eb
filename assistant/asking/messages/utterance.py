"""What a line typed in a hurry looks like to the classifier of intents: its words and letters as hashed features.

Not its meaning: that is the sentence embedding's. Abbreviations and contractions are written out, word endings cut, and
every word for the candidate is one word, so that `nxt q pls` is `next question please`.
"""

import re
from collections.abc import Iterable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 8192
"""Features of each sort; 4096 cost two points of accuracy across writers, 16384 gained none."""
LONGEST = 2000
"""Characters that are looked at; what is longer is not a request."""
_CANDIDATE = "<candidate>"
_NUMBER = "<number>"
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!:]")
_CLAUSE_END = re.compile(r"(?<=[.!?;…])\s+|\s[-–—]\s|\n+|,\s+")
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_LETTERS = (3, 4, 5)
_WORDS = 3
_SHORT = {
    "q": "question", "qn": "question", "qs": "questions", "ques": "question", "pls": "please", "plz": "please",
    "nxt": "next", "ans": "answer", "abt": "about", "u": "you", "ur": "your", "wat": "what", "wht": "what",
    "sth": "something", "smth": "something", "gimme": "give me", "lemme": "let me", "gotta": "got to",
    "wanna": "want to", "dunno": "do not know", "kinda": "kind of", "tho": "though", "thru": "through",
    "min": "minutes", "mins": "minutes", "minute": "minutes", "sec": "seconds", "secs": "seconds", "b4": "before",
    "bc": "because", "cos": "because", "cuz": "because", "k": "ok", "okay": "ok", "shld": "should", "wld": "would",
    "cld": "could", "hv": "have", "rn": "now", "diff": "different", "w": "with", "yr": "year", "yrs": "year",
    "summarize": "summarise", "im": "i am",
}  # fmt: skip
_CONTRACTIONS = tuple(
    (re.compile(pattern), full)
    for pattern, full in (
        (r"\bcan'?t\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\b(do|does|did|is|are|was|were|have|has|had|could|would|should)n'?t\b", r"\1 not"),
        (r"\b(he|she|it|that|what|who|where|there|here|how|why|when|let)'?s\b", r"\1 is"),
        (r"\b(they|we|you|what|how)'re\b", r"\1 are"),
        (r"\b(i|they|we|you|what|he|she|that)'d\b", r"\1 would"),
        (r"\bi'm\b", "i am"),
        (r"\b(i|they|we|you|what)'?ve\b", r"\1 have"),
        (r"\b(i|they|we|you|he|she|it|that)'ll\b", r"\1 will"),
        (r"\btl;dr\b", "tldr"),
    )
)
_PEOPLE_WORDS = (
    "he she they him her them his hers their candidate guy girl fellow lady person applicant interviewee bloke"
)
_PEOPLE = frozenset(_PEOPLE_WORDS.split())


def words(text: str) -> list[str]:
    """The words, numbers and marks (? ! :) of a line, in lower case and written out."""
    text = text[:LONGEST].lower().replace("’", "'")
    for pattern, full in _CONTRACTIONS:
        text = pattern.sub(full, text)
    return " ".join(_SHORT.get(word, word) for word in _TOKEN.findall(text)).split()


def last_clause(text: str) -> str:
    """The end of a line, where what is wanted most often stands; the line itself where it has one clause."""
    parts = [part for part in _CLAUSE_END.split(text[-LONGEST:].strip()) if part.strip()]
    return parts[-1] if parts else text[:LONGEST]


def features(text: str) -> NDArray[np.float32]:
    """[2 · BUCKETS]: runs of up to three words and of three to five letters, each half of length 1 (0 for no words)."""
    plain = words(text)
    run = ["<", *(_form(word) for word in plain), ">"]
    runs = [" ".join(run[at : at + n]) for n in range(1, _WORDS + 1) for at in range(len(run) - n + 1)]
    padded = f" {' '.join(plain)} "
    letters = [padded[at : at + n] for n in _LETTERS for at in range(len(padded) - n + 1)]
    return np.concatenate([_hashed(runs if plain else ()), _hashed(letters if plain else ())])


def _form(word: str) -> str:
    if word in _PEOPLE:
        return _CANDIDATE
    return _NUMBER if word.isdigit() else _stem(word)


def _stem(word: str) -> str:
    """A word without its ending, cut rather than understood: questions → question, labelling → label."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            cut = word[: -len(ending)]
            return cut[:-1] if cut[-1] == cut[-2] else cut
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _hashed(found: Iterable[str]) -> NDArray[np.float32]:
    vector = np.zeros(BUCKETS, dtype=np.float32)
    vector[[crc32(each.encode()) % BUCKETS for each in set(found)]] = 1
    return vector / max(float(np.linalg.norm(vector)), 1.0)
