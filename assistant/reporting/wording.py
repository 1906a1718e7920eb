"""The words of a report: what ids, reasons and kinds are called, and how numbers are written. No layout.

Every format takes its words from here, so that the same thing is called the same everywhere.
"""

from typing import Final

from assistant.types import (
    CriterionReport,
    EvidenceKind,
    Flag,
    Interval,
    Report,
    SpanKind,
    TurnEvidence,
    UnscoredReason,
)

STAGES: Final = {
    "experimentation": "Experimentation",
    "prototype_to_production": "Prototype to production",
    "scale": "Scale and improve",
}
_ACRONYMS: Final = {"ml": "ML", "llm": "LLM", "mlops": "MLOps", "ai": "AI", "pytorch": "PyTorch", "api": "API"}

KINDS: Final = {
    EvidenceKind.METRIC: "number",
    EvidenceKind.BASELINE: "comparison",
    EvidenceKind.OWN_PART: "own part",
    EvidenceKind.TRADE_OFF: "trade-off",
    EvidenceKind.FAILURE: "failure",
    EvidenceKind.SCALE: "scale",
    EvidenceKind.DATA: "data",
    EvidenceKind.DECISION: "decision",
    EvidenceKind.MECHANISM: "mechanism",
}
SPANS: Final[dict[SpanKind, str]] = {"evidence": "evidence", "vague": "vague", "buzzword": "buzzword"}
LINES: Final[dict[SpanKind, str]] = {"evidence": "Solid line", "vague": "Wavy line", "buzzword": "Dotted line"}
SAMPLES: Final[dict[SpanKind, str]] = {"evidence": "number", "vague": "vague number", "buzzword": "buzzword"}
LEGEND: Final[dict[SpanKind, str]] = {
    "evidence": "evidence, and what it gives",
    "vague": "stays general, or claims without substance",
    "buzzword": "a technical term left unexplained",
}
SOURCES: Final = {"bank": "from the question bank", "model": "by the model"}

REASONS: Final = {
    UnscoredReason.EMPTY: "no words to read",
    UnscoredReason.DECLINED: "the candidate says they have not done it",
    UnscoredReason.OFF_TOPIC: "the answer was taken to be about something else",
    UnscoredReason.GIBBERISH: "the words make no readable text",
    UnscoredReason.ECHO: "the answer repeats the question",
    UnscoredReason.LANGUAGE: "in a language that cannot be judged here",
    UnscoredReason.TOO_THIN: "too little was said",
    UnscoredReason.NOT_ASKED: "no question on it was recognised",
    UnscoredReason.NOT_ADDRESSED: "asked, but nothing that bears on it was recognised",
    UnscoredReason.NOT_AN_INTERVIEW: "this does not read as an interview",
    UnscoredReason.ONE_SPEAKER: "only one person speaks",
    UnscoredReason.ENGINE_FAILED: "the model could not be reached or gave no usable reading",
}

DEPTH_MEANS: Final = (
    "How concretely the answers speak of work done, from 1 (names and claims) to 5 (reasons, numbers, mistakes "
    "and what came of them): the mean of the criteria below, weighted for stage and role. One answer may count "
    "under several of them."
)
LOAD_MEANS: Final = (
    "Of the terms on Plumbline’s word list that were used, the share left unexplained: no mechanism, number, "
    "decision or comparison goes with them. 0 is none, 1 is all."
)
INTERVAL_MEANS: Final = "A careful second reader’s score would fall in this range four times in five (80%)."
LOAD_MISSING: Final = "Fewer than three terms of the word list were used, so a share of them would mean nothing."
LIMITS: Final = (
    "Scores describe the words of a transcript and nothing else. They do not measure whether the words are "
    "true, how able or likeable a person is, or how they would work with you, and a small language model read "
    "them. Plumbline recommends nothing: read the quotes, ask what is open, and decide yourselves."
)
PRACTICE_NOTICE: Final = (
    "This is practice. What you write stays on this machine, apart from the team’s interviews, until you delete it. "
    "The feedback is a small language model’s reading of your words; it does not measure you."
)
NOTHING_SCORED: Final = (
    "Nothing was scored, which says nothing about the person either way. Plumbline recommends nothing; the words "
    "themselves are below."
)
METHOD: Final = (
    "A question with its follow-ups and everything answered to them is judged as one exchange. Each criterion’s "
    "score is the expected level of its anchored scale, put on 1 to 5. A criterion on which no question was "
    "recognised is left out, never counted as low; it may have been asked in words that were not recognised. "
    "Every quote was checked to stand in the transcript, letter for letter. What nobody checked: whether a quote "
    "shows what the word beside it says, which is the model’s best guess and often not a careful reader’s, and "
    "whether each exchange was put under the right criteria."
)
FLAGS_MEAN: Final = (
    "Things to look into, not verdicts. Each has innocent explanations; a question settles more than a guess."
)


def named(identifier: str) -> str:
    """An id in words: `ml_engineer` is "ML engineer"."""
    words = identifier.replace("-", "_").split("_")
    spoken = " ".join(_ACRONYMS.get(word.lower(), word) for word in words if word)
    return spoken[:1].upper() + spoken[1:]


def stage_name(stage: str, assumed: bool) -> str:
    """The stage, and that it was assumed where nobody gave it."""
    name = STAGES.get(stage, named(stage))
    return f"{name} (assumed, none was given)" if assumed else name


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """What the interview was about, as (name, value) pairs in reading order."""
    pairs = [
        ("Role", named(report.role) if report.role else "not given"),
        ("Stage", stage_name(report.stage, report.stage_assumed)),
        ("Seniority", named(report.seniority) if report.seniority else "not given"),
        ("Length", clock(report.duration_s) if report.duration_s is not None else "no times in the file"),
        ("Read", f"{counted(len(report.exchanges), 'exchange')}, {counted(len(report.turns), 'turn')}"),
    ]
    return tuple(pairs)


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: "1 turn", "2 turns"."""
    return f"{count} {noun}" if count == 1 else f"{count} {plural or noun + 's'}"


def number(score: float) -> str:
    """A score on 1-5, with one decimal."""
    return f"{score:.1f}"


def load(share: float) -> str:
    """A buzzword load on 0-1, with two decimals."""
    return f"{share:.2f}"


def span(interval: Interval | None) -> str:
    """An interval in words: "3.1 to 4.2", or that there is none."""
    return f"{interval[0]:.1f} to {interval[1]:.1f}" if interval else "no interval"


def clock(seconds: float) -> str:
    """A time in the recording: `75` is "1:15", `3675` is "1:01:15"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def reason(why: UnscoredReason | None) -> str:
    """Why there is no number, in words that never sound like a low one."""
    return REASONS[why] if why else "no reason was recorded"


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    text = text.strip()
    closed = text if text.endswith((".", "!", "?", "…")) else f"{text}."
    return closed[:1].upper() + closed[1:]


def no_score(report: Report) -> str:
    """Why a report has no depth, as a sentence."""
    return sentence(report.explanation or reason(report.unscored_reason))


def limits(report: Report) -> str:
    """What the report's numbers, or their absence, do not mean."""
    return LIMITS if report.depth is not None else NOTHING_SCORED


def mark(span: TurnEvidence) -> str:
    """The small label of a highlighted span."""
    if span.recites:
        return "words of the rubric, not counted"
    if span.kind == "evidence":
        return KINDS[span.gives] if span.gives else SPANS[span.kind]
    if span.kind == "vague" and span.gives:
        return f"vague {KINDS[span.gives]}"
    return SPANS[span.kind]


def flag_name(flag: Flag) -> str:
    """What a red flag is called."""
    return flag.name or named(flag.id)


def flag_notes(flag: Flag) -> tuple[tuple[str, str], ...]:
    """What else a flag may be and what to ask, as (name, words) pairs."""
    pairs = (("It may also be", flag.innocent), ("What settles it", flag.ask))
    return tuple((name, words) for name, words in pairs if words)


def flag_rests_on(flag: Flag) -> str:
    """The exchanges that a flag without a quote rests on."""
    return f"Nothing was found in exchange {exchanges(flag.exchanges)}."


def exchanges(indices: tuple[int, ...]) -> str:
    """The numbers of exchanges as a list."""
    return ", ".join(map(str, indices))


def listed(kinds: tuple[EvidenceKind, ...]) -> str:
    """Kinds of evidence as a list in words, or "nothing"."""
    return ", ".join(KINDS[kind] for kind in kinds) or "nothing"


def reasons(criterion: CriterionReport) -> tuple[tuple[str, str], ...]:
    """What a criterion's score comes down to in its own scale, as (name, words) pairs; none without a score."""
    each = ", ".join(
        f"exchange {index}: {number(score)}"
        for index, score in zip(criterion.exchanges, criterion.scores, strict=False)
    )
    uneven = criterion.score is not None and criterion.reads_as is None and len(criterion.scores) > 1
    pairs = (
        ("Uneven", f"{each}; no one description fits" if uneven else None),
        ("Nearest words of the scale", criterion.reads_as),
        ("What would show more", criterion.next_level),
        ("The scale looks for, and it was not found", listed(criterion.missing) if criterion.missing else None),
    )
    return tuple((name, words) for name, words in pairs if words)


def criterion_names(criteria: tuple[CriterionReport, ...]) -> dict[str, str]:
    """The names of criteria by their ids."""
    return {criterion.id: criterion.name for criterion in criteria}
