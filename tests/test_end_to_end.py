"""The product whole, on the real embedded model and the shipped adapter: files in, reports out."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.judging.judge import Item, Judge
from assistant.judging.scorer import Scorer
from assistant.opening import open_judge
from assistant.reporting.write import write_report
from assistant.scoring import ScoreOptions
from assistant.settings import Settings
from assistant.types import Report, UnscoredReason

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]
SAMPLES = Path("assistant/samples")
TRIAL = os.environ.get("PLUMBLINE_TRIAL_TRANSCRIPTS")
PLAIN = Item(
    "When was a result too good to be true, and how did you check?",
    "We had ninety-nine per cent right on damaged parcels. I looked at the pictures and every damaged one had the "
    "inspector's orange glove in it, because only damaged parcels get picked up for a photo. So I cropped the gloves "
    "out and it fell to seventy-one, and that was the real number.",
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with open_judge(Settings()) as opened:
        yield opened


def score(judge: Judge, path: Path) -> Report:
    (report,) = Scorer(judge).score(path, ScoreOptions(), lambda _: None)
    return report


@pytest.fixture(scope="module")
def reports(judge: Judge) -> dict[str, Report]:
    return {path.stem: score(judge, path) for path in sorted(SAMPLES.iterdir()) if path.is_file()}


def test_samples_come_out_as_a_careful_reader_would_order_them(reports: dict[str, Report]) -> None:
    depths = {name: report.depth or 0.0 for name, report in reports.items()}
    assert depths["plain-and-deep"] > depths["mixed"] > depths["fluent-and-empty"]


def test_every_quote_stands_in_its_turn(reports: dict[str, Report], tmp_path: Path) -> None:
    for name, report in reports.items():
        assert report.evidence, name
        for span in report.evidence:
            assert report.turns[span.turn].text[span.start : span.end] == span.text
        for follow_up in report.follow_ups:
            assert follow_up.quote in report.turns[follow_up.turn].text
        write_report(report, tmp_path / name)
        assert json.loads((tmp_path / name / "report.json").read_text())["depth"] == report.depth


def test_judgement_does_not_depend_on_its_company(judge: Judge) -> None:
    alone = judge.judge([PLAIN])
    other = Item(
        "How did you split the data?", "By customer and by month, so that no customer was on both sides of it."
    )
    assert judge.judge([other, PLAIN, other])[1] == alone[0]


def test_what_cannot_be_judged_gets_a_reason(judge: Judge) -> None:
    question = PLAIN.question
    answers = ["", "Yes.", "🎉🎉🎉", "Das haben wir damals mit vielen Daten und guten Leuten gemeinsam so gemacht."]
    reasons = [judgement.unscored_reason for judgement in judge.judge([Item(question, a) for a in answers])]
    assert reasons == [
        UnscoredReason.EMPTY,
        UnscoredReason.TOO_THIN,
        UnscoredReason.GIBBERISH,
        UnscoredReason.LANGUAGE,
    ]


@pytest.mark.skipif(TRIAL is None, reason="PLUMBLINE_TRIAL_TRANSCRIPTS names no folder of real exports")
def test_real_exports(judge: Judge) -> None:
    folder = Path(TRIAL or "")
    interview = folder / "practical_ai" / "practical-ai-276.md"
    report = score(judge, interview)
    text = interview.read_text(encoding="utf-8")
    assert report.depth is not None
    assert all(" ".join(span.text.split()) in " ".join(text.split()) for span in report.evidence)
    for other in ("practical_ai/practical-ai-228.md", "zoom/meeting001_transcript.vtt", "meetings_json/ES2004a.json"):
        refused = score(judge, folder / other)
        assert refused.depth is None, other
        assert refused.unscored_reason is UnscoredReason.NOT_AN_INTERVIEW
