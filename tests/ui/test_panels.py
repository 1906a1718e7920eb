"""The page's own pieces of HTML say what is needed and escape what people wrote."""

import pytest

from assistant.scoring import Progress
from assistant.types import Report
from tests.assistant.reporting import sample
from ui import panels
from ui.frame import framed

MARK = "<b onclick=x>&\"'"
ESCAPED = "&lt;b onclick=x&gt;&amp;&quot;&#x27;"


@pytest.mark.parametrize(
    ("progress", "seconds", "words"),
    [
        (None, 0, ["Starting", "0:00"]),
        (Progress(3, 12, "Reading exchange 3"), 75, ["Reading exchange 3", "3 of 12, 1:15", 'value="3"']),
        (Progress(0, 0, "Reading"), 1, ["0 of 0", 'max="1"']),
    ],
)
def test_progress_says_what_is_done(progress: Progress | None, seconds: float, words: list[str]) -> None:
    text = panels.working(progress, seconds)
    assert [word for word in words if word not in text] == []


def test_nothing_that_people_wrote_becomes_markup() -> None:
    hostile = sample.spoken_by(MARK, name=MARK)
    pieces = [
        panels.problem(MARK, MARK, MARK),
        panels.roles(hostile),
        panels.working(Progress(1, 2, MARK), 0),
        panels.done(hostile.model_copy(update={"depth": None, "explanation": MARK})),
    ]
    for piece in pieces:
        assert ESCAPED in piece
        assert MARK not in piece


def test_the_frame_runs_nothing_and_feeds_no_template() -> None:
    markup = framed(sample.spoken_by("${alert(1)} {{value}} `x` </iframe><script>alert(1)</script>"))
    assert 'sandbox="allow-same-origin"' in markup
    assert "allow-scripts" not in markup
    assert not set("${}`") & set(markup)
    assert markup.count("<iframe") == markup.count("</iframe>") == 1
    assert "<script" not in markup


@pytest.mark.parametrize(
    ("report", "words"),
    [(sample.report(), "Depth 3.4 of 5, range 2.8 to 4.0."), (sample.unscored(), "No score: Only Ravi Oduya speaks")],
)
def test_the_outcome_is_told_in_a_line(report: Report, words: str) -> None:
    assert words in panels.done(report)
