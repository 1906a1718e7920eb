"""Invented reports for the tests of the formats: a short one with everything in it, a two-hour one, an unscored one."""

from assistant.types import (
    CoachingNote,
    CriterionReport,
    CriterionScore,
    EvidenceKind,
    ExchangeReport,
    Flag,
    FollowUp,
    Report,
    SpanKind,
    Turn,
    TurnEvidence,
    UnscoredReason,
    Versions,
)

VERSIONS = Versions(
    model="SmolLM2-135M-Instruct@b179c9523d0e",
    adapter="judge-0.1.0",
    prompt="3fa94c11d0be",
    rubric="e6b1f0a2",
    knowledge="7d0c53aa",
    calibration="none",
)

SPOKEN = (
    ("Maren Holt", "interviewer", "Thanks for coming in. Did you find the building all right?"),
    ("Ravi Oduya", "candidate", "Yes, thank you, the tram stops right outside."),
    (
        "Maren Holt",
        "interviewer",
        "Tell me about a model you took all the way into use. What was it for, and which part was yours?",
    ),
    (
        "Ravi Oduya",
        "candidate",
        "At the parcel depot we predicted which deliveries would miss their slot. I wrote the features and the "
        "service; "
        "a colleague owned the dashboard. Before us the dispatchers used a rule: anything leaving after ten was late. "
        "That rule caught 41 of 100 late parcels, ours caught 63 at the same number of false alarms. "
        "We leveraged state-of-the-art deep learning with a robust end-to-end pipeline, and it was very accurate "
        "overall.",
    ),
    ("Maren Holt", "interviewer", "What went wrong after you switched it on?"),
    (
        "Ravi Oduya",
        "candidate",
        "In the third week the alarms doubled. The scanner firmware had changed and the weight field came in pounds. "
        "I found it because the histogram of weights had moved by a factor of 2.2, and we added a range check that "
        "stops "
        "the batch. We lost two days of forecasts and I told the depot manager myself.",
    ),
    ("Maren Holt", "interviewer", "And how do you watch it today?"),
    (
        "Ravi Oduya",
        "candidate",
        "We have full observability with drift detection and MLOps best practices, so everything is monitored.",
    ),
    ("Maren Holt", "interviewer", "Have you trained a network across several GPUs?"),
    ("Ravi Oduya", "candidate", "No, I have not done that. I would have to learn it."),
    ("Maren Holt", "interviewer", "Good to know. That is all from me."),
)

MARKED: tuple[tuple[int, str, SpanKind, EvidenceKind | None], ...] = (
    (3, "I wrote the features and the service; a colleague owned the dashboard", "evidence", EvidenceKind.OWN_PART),
    (3, "the dispatchers used a rule: anything leaving after ten was late", "evidence", EvidenceKind.BASELINE),
    (3, "That rule caught 41 of 100 late parcels, ours caught 63", "evidence", EvidenceKind.METRIC),
    (3, "it was very accurate overall", "vague", EvidenceKind.METRIC),
    (3, "state-of-the-art deep learning", "buzzword", None),
    (3, "robust end-to-end pipeline", "buzzword", None),
    (5, "the alarms doubled", "evidence", EvidenceKind.FAILURE),
    (5, "the histogram of weights had moved by a factor of 2.2", "evidence", EvidenceKind.MECHANISM),
    (5, "we added a range check that stops the batch", "evidence", EvidenceKind.DECISION),
    (7, "We have full observability with drift detection and MLOps best practices", "vague", EvidenceKind.MECHANISM),
    (7, "drift detection", "buzzword", None),
    (7, "MLOps best practices, so", "buzzword", None),
)


def span(turns: tuple[Turn, ...], turn: int, quote: str, kind: SpanKind, gives: EvidenceKind | None) -> TurnEvidence:
    start = turns[turn].text.index(quote)
    return TurnEvidence(turn=turn, start=start, end=start + len(quote), text=quote, kind=kind, gives=gives)


def turns() -> tuple[Turn, ...]:
    return tuple(
        Turn(
            index=index,
            speaker=speaker,
            role="interviewer" if role == "interviewer" else "candidate",
            start_s=40.0 * index,
            end_s=40.0 * index + 35,
            text=text,
            source=((index * 1000, index * 1000 + len(text)),),
        )
        for index, (speaker, role, text) in enumerate(SPOKEN)
    )


def criterion(identifier: str, score: float | None, why: UnscoredReason | None = None) -> CriterionScore:
    level = round(score) if score is not None else None
    spread = (0.0, 0.1, 0.2, 0.5, 0.2) if score is not None else None
    return CriterionScore(id=identifier, level=level, score=score, probabilities=spread, unscored_reason=why)


def exchanges() -> tuple[ExchangeReport, ...]:
    kind = EvidenceKind
    return (
        ExchangeReport(
            index=1,
            question_turns=(2,),
            answer_turns=(3,),
            depth=3.9,
            depth_interval=(3.2, 4.6),
            buzzword_load=0.67,
            criteria=(criterion("ownership", 4.1), criterion("evaluation", 3.7)),
            given=(kind.METRIC, kind.BASELINE, kind.OWN_PART),
            claimed=(kind.SCALE,),
            unscored_reason=None,
        ),
        ExchangeReport(
            index=2,
            question_turns=(4,),
            answer_turns=(5,),
            depth=4.3,
            depth_interval=(3.6, 4.9),
            buzzword_load=None,
            criteria=(criterion("failure_analysis", 4.3),),
            given=(kind.FAILURE, kind.MECHANISM, kind.DECISION, kind.OWN_PART),
            claimed=(),
            unscored_reason=None,
        ),
        ExchangeReport(
            index=3,
            question_turns=(6,),
            answer_turns=(7,),
            depth=1.6,
            depth_interval=(1.0, 2.4),
            buzzword_load=1.0,
            criteria=(criterion("monitoring", 1.6),),
            given=(),
            claimed=(kind.MECHANISM,),
            unscored_reason=None,
        ),
        ExchangeReport(
            index=4,
            question_turns=(8,),
            answer_turns=(9,),
            depth=None,
            depth_interval=None,
            buzzword_load=None,
            criteria=(criterion("pytorch", None, UnscoredReason.DECLINED),),
            given=(),
            claimed=(),
            unscored_reason=UnscoredReason.DECLINED,
        ),
    )


def criteria(marks: tuple[TurnEvidence, ...]) -> tuple[CriterionReport, ...]:
    rows = (
        ("ownership", "Ownership of a shipped project", 4.1, (3.3, 4.7), (1,), 3, None),
        ("evaluation", "Evaluation beyond accuracy", 3.7, (2.9, 4.4), (1,), 3, None),
        ("failure_analysis", "Failure analysis and debugging", 4.3, (3.6, 4.9), (2,), 5, None),
        ("monitoring", "Monitoring and drift", 1.6, (1.0, 2.4), (3,), 7, None),
        ("pytorch", "PyTorch and framework depth", None, None, (4,), 99, UnscoredReason.DECLINED),
        ("mlops", "MLOps", None, None, (), 99, UnscoredReason.NOT_ASKED),
    )
    return tuple(
        CriterionReport(
            id=identifier,
            name=name,
            score=score,
            interval=interval,
            exchanges=places,
            evidence=tuple(mark for mark in marks if mark.turn == turn),
            unscored_reason=why,
        )
        for identifier, name, score, interval, places, turn, why in rows
    )


def report() -> Report:
    """A short interview with every part of a report in it."""
    said = turns()
    marks = tuple(span(said, *mark) for mark in MARKED)
    return Report(
        candidate="Ravi Oduya",
        role="ml_engineer",
        stage="prototype_to_production",
        stage_assumed=True,
        seniority="senior",
        duration_s=435.0,
        depth=3.4,
        depth_interval=(2.8, 4.0),
        buzzword_load=0.75,
        unscored_reason=None,
        explanation=None,
        turns=said,
        exchanges=exchanges(),
        criteria=criteria(marks),
        flags=(
            Flag(
                id="buzzword_heavy",
                turn=7,
                quote="full observability with drift detection and MLOps best practices",
                exchanges=(3,),
                why="Three terms follow each other and none is unpacked. Asked for more, many people turn concrete.",
            ),
            Flag(
                id="blind_after_launch",
                turn=None,
                quote=None,
                exchanges=(3,),
                why="How a decline would come to light was asked and did not come up.",
            ),
        ),
        follow_ups=(
            FollowUp(
                turn=7,
                question="When did that monitoring last tell you something, and what did you do?",
                quote="everything is monitored",
                missing=EvidenceKind.MECHANISM,
                why="Nothing says what is watched or who looks at it.",
                listen_for="A named quantity, a threshold with a reason, and an occasion on which it fired.",
                source="bank",
            ),
            FollowUp(
                turn=3,
                question="Accurate on which parcels, and where was it worst?",
                quote="it was very accurate overall",
                missing=EvidenceKind.METRIC,
                why="The claim has no figure and no group it was measured on.",
                listen_for="A figure per depot or parcel type and how it was obtained.",
                source="model",
            ),
        ),
        coaching=(
            CoachingNote(
                id="missed_follow_up",
                turn=7,
                quote="everything is monitored",
                note="This sentence deserved a follow-up: ask what was watched last week.",
            ),
        ),
        evidence=marks,
        versions=VERSIONS,
    )


def unscored(why: UnscoredReason = UnscoredReason.ONE_SPEAKER) -> Report:
    """A file without an interview in it."""
    whole = report()
    return whole.model_copy(
        update={
            "depth": None,
            "depth_interval": None,
            "buzzword_load": None,
            "unscored_reason": why,
            "explanation": "Only Ravi Oduya speaks in this file, so there are no questions to judge answers by.",
            "exchanges": (),
            "criteria": tuple(
                each.model_copy(
                    update={"score": None, "interval": None, "exchanges": (), "evidence": (), "unscored_reason": why}
                )
                for each in whole.criteria
            ),
            "flags": (),
            "follow_ups": (),
            "coaching": (),
            "evidence": (),
        }
    )


def long(rounds: int = 18) -> Report:
    """The short interview's turns and exchanges repeated to two hours or so."""
    whole = report()
    many = len(whole.turns)
    said = tuple(
        turn.model_copy(update={"index": turn.index + many * r, "start_s": 40.0 * (turn.index + many * r)})
        for r in range(rounds)
        for turn in whole.turns
    )
    marks = tuple(
        mark.model_copy(update={"turn": mark.turn + many * r}) for r in range(rounds) for mark in whole.evidence
    )
    asked = tuple(
        exchange.model_copy(
            update={
                "index": exchange.index + 4 * r,
                "question_turns": tuple(turn + many * r for turn in exchange.question_turns),
                "answer_turns": tuple(turn + many * r for turn in exchange.answer_turns),
            }
        )
        for r in range(rounds)
        for exchange in whole.exchanges
    )
    return whole.model_copy(
        update={"turns": said, "exchanges": asked, "evidence": marks, "duration_s": 40.0 * many * rounds}
    )


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "</p></section></style><style>*{display:none}</style>",
    "{{ 7*7 }} {% raw %} ${alert(3)} <!-- never closed",
    "&lt;b&gt; &amp;amp; &#x3C;script&#x3E; \u201cquoted\u201d 'single' \"double\"",
    "\u202eright to left override\u202c \u2067isolate \u200f mark \u05d0\u05d1 \u0627\u0628",
    "[click](javascript:alert(4)) ![i](http://e.example/x.png) **bold** `code` | a | b |\n# heading\n- item",
    '=HYPERLINK("http://e.example","x")',
    "w" * 10_000,
    "e\u0301" * 50 + " \u0e01\u0e33 \u4e2d\u6587\u3042\ud55c \U0001f600\U0001f469\u200d\U0001f4bb \U0010ffff",
    "line one\r\nline two\u2028line three\ttab\u00a0nbsp\x07bell",
    " leading and trailing ",
)


def spoken_by(text: str, name: str = "Ravi Oduya") -> Report:
    """The short report with `text` in every place where people's words go, highlighted, and quoted."""
    whole = report()
    said = tuple(turn.model_copy(update={"text": text, "speaker": name}) for turn in whole.turns)
    middle = max(1, len(text) // 2)
    marks = tuple(
        TurnEvidence(turn=turn, start=start, end=end, text=text[start:end], kind=kind)
        for turn in (3, 5)
        for start, end, kind in (
            (0, middle, "evidence"),
            (middle // 2, len(text), "vague"),
            (len(text) - 1, len(text), "buzzword"),
        )
    )
    noted = {"turn": 3, "quote": text}
    return whole.model_copy(
        update={
            "candidate": name,
            "turns": said,
            "evidence": marks,
            "criteria": tuple(each.model_copy(update={"evidence": marks}) for each in whole.criteria),
            "flags": tuple(each.model_copy(update={**noted, "why": text}) for each in whole.flags),
            "follow_ups": tuple(each.model_copy(update={**noted, "question": text}) for each in whole.follow_ups),
            "coaching": tuple(each.model_copy(update={**noted, "note": text}) for each in whole.coaching),
        }
    )
