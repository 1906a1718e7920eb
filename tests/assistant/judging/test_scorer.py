"""An invented transcript goes in, a report per candidate comes out; every quote stands in its turn."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import EngineError, TranscriptError, UnknownIdError
from assistant.judging.interview import LOW, QUOTES_PER_CRITERION, UNEVEN
from assistant.judging.readings import KIND_WORDS
from assistant.judging.scorer import Scorer
from assistant.reporting.outline import not_found
from assistant.scoring import Progress, ScoreOptions
from assistant.types import EvidenceKind, Report, UnscoredReason
from knowledge.types import Rubric, RubricCriterion
from tests.assistant.conftest import NewJudge
from tests.assistant.judging.readings import calibration
from tests.fakes import FakeEngine, Rule, fails, reads

INTERVIEW = """\
Ines: Hello Omar, good to meet you. I'm Ines, I lead the platform group. Can you hear me all right?
Omar: Yes, very well, thank you.
Ines: Good. Tell me about a model that you took all the way into use. What was it for?
Omar: It predicted which parcels would be late at the depot. I wrote the features and the service, a colleague had the \
dashboard. Compared with the clerks' rule we caught nine percent more of the late ones at the same number of alarms.
Ines: How did you know that it was any better than the rule?
Omar: We ran both for six weeks next to each other, on two million parcels, and I counted by hand for three days \
because I did not trust the labels. The rule was a fair rival.
Ines: What do you watch now that it is live, and what would make you switch it off?
Omar: We have a robust MLOps platform with a feature store, and the CI/CD follows best practices. It is seamless and \
really a great end-to-end set-up that everyone in the company loves.
Ines: Tell me about something that broke after launch, and how you found the cause.
Omar: The scanner firmware broke the weight column, it came in pounds. I found it because the histogram had moved by \
exactly the factor between the units. We lost two days of forecasts.
Ines: Thank you, that is all from me. We will write to you next week.
Omar: Thanks a lot, bye.
"""
PANEL = """\
Host: Good to have you both. Who wants to begin with what it does?
Nadia: I can. It tells a greenhouse when to open the windows, two hours before it gets too hot, and compared with the \
thermostat the houses had seven percent more fruit.
Host: Doesn't a thermostat do that by itself?
Nadia: A thermostat opens when it is hot already. I wrote the forecast because by then the leaves have closed.
Host: Bruno, you built the model. What is in it?
Bruno: The weather, the age of the plants, and how fast that very house heated up on the last ten days. The labels \
were the growers' own notes, which were wrong one time in nine.
Host: What happens when the sensor dies?
Bruno: It falls back to the neighbours' houses and says so. It broke in March for three days, and the error went up by \
ninety percent.
Host: And how did the growers react?
Nadia: One of them put a bucket over ours to see whether we notice, and we did after twenty minutes.
"""
MEETING = """\
Ann: Did you send the invoice on Monday?
Ben: No, did you? I thought it was yours.
Ann: Fine, I'll do it. Do you want the blue chairs or the grey ones?
Ben: Blue. What do you want for lunch?
Ann: Soup. Is Carl in today?
Ben: He's at the dentist. Are you coming on Friday?
Ann: I think so. Are you?
Ben: Yes.
"""
ALONE = "Ann: This is a talk about models.\nAnn: The first thing to know is that they are wrong, and some are useful.\n"
NO_KIND = [reads(words, _0=1.0) for words in KIND_WORDS.values()]
QUIET: Callable[[Progress], None] = lambda _: None  # noqa: E731
RUBRIC = Rubric(
    id="team",
    criteria=(
        RubricCriterion(id="numbers", name="Numbers", description="Gives numbers.", levels=("none", "some", "all")),
        RubricCriterion(id="calm", name="Calm", description="Stays calm.", levels=("no", "yes")),
    ),
)


@pytest.fixture
def score(new_judge: NewJudge, tmp_path: Path) -> Callable[..., tuple[tuple[Report, ...], FakeEngine]]:
    """Scores a text, and gives the reports with the engine that was asked."""

    def run(text: str, *rules: Rule, **said: object) -> tuple[tuple[Report, ...], FakeEngine]:
        path = tmp_path / "talk.txt"
        path.write_text(text, encoding="utf-8")
        judge, fake = new_judge(*rules)
        return Scorer(judge).score(path, ScoreOptions(**said), QUIET), fake  # type: ignore[arg-type]

    return run


Score = Callable[..., tuple[tuple[Report, ...], FakeEngine]]


def assert_quotes_stand(report: Report) -> None:
    answers = {turn for exchange in report.exchanges for turn in exchange.answer_turns}
    spans = [*report.evidence, *(span for criterion in report.criteria for span in criterion.evidence)]
    for span in spans:
        assert span.text == report.turns[span.turn].text[span.start : span.end] != ""
        assert span.turn in answers
        assert report.turns[span.turn].speaker == report.candidate
    for follow_up in report.follow_ups:
        assert follow_up.quote in report.turns[follow_up.turn].text
        assert follow_up.source == "bank"
    for flag in report.flags:
        assert (flag.quote is None) == (flag.turn is None)
        assert flag.quote is None or flag.quote in report.turns[flag.turn or 0].text
        assert flag.exchanges


def test_an_interview_becomes_a_report(score: Score) -> None:
    (report,), _ = score(INTERVIEW, role="mlops_engineer", stage="scale", seniority="senior")
    assert (report.candidate, report.role, report.stage, report.seniority) == (
        "Omar",
        "mlops_engineer",
        "scale",
        "senior",
    )
    assert not report.stage_assumed
    assert (report.unscored_reason, report.explanation) == (None, None)
    assert len(report.exchanges) >= 3
    assert report.depth is not None
    assert report.depth_interval is not None
    assert report.depth_interval[0] <= report.depth <= report.depth_interval[1]
    assert {turn.role for turn in report.turns if turn.speaker == "Omar"} == {"candidate"}
    assert_quotes_stand(report)
    assert "I wrote the features and the service, a colleague had the dashboard." in {s.text for s in report.evidence}


def test_every_word_leads_back_to_the_file(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    for turn in report.turns:
        told = " ".join(INTERVIEW[start:end] for start, end in turn.source)
        assert "".join(told.split()) == "".join(turn.text.split())


def test_the_buzzword_load_counts_what_is_marked(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    marked = [span for span in report.evidence if span.kind == "buzzword"]
    assert {"feature store", "CI/CD", "best practices"} <= {span.text for span in marked}
    used = len(marked) / (report.buzzword_load or 1)
    assert used == pytest.approx(round(used), abs=0.05), "marked terms over terms used, which is a whole number"


def test_terms_of_answers_that_got_no_score_count_on_both_sides(score: Score) -> None:
    (report,), _ = score(INTERVIEW, reads("bearing", "seamless", N=0.9, Y=0.1))
    (scored,), _ = score(INTERVIEW)
    assert report.buzzword_load == scored.buzzword_load


def test_a_criterions_score_is_its_mean_over_the_exchanges_that_speak_to_it(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    for criterion in report.criteria:
        own = [c.score for e in report.exchanges for c in e.criteria if c.id == criterion.id and c.score is not None]
        assert criterion.score == pytest.approx(sum(own) / len(own), abs=1e-3)
        assert criterion.exchanges == tuple(e.index for e in report.exchanges if e.depth is not None)
        assert criterion.score is not None
        assert criterion.interval is not None
        assert criterion.interval[0] <= criterion.score <= criterion.interval[1]
        assert criterion.scores == tuple(own)
        assert len(criterion.evidence) <= QUOTES_PER_CRITERION
        assert {span.kind for span in criterion.evidence} <= {"evidence", "vague"}


def test_a_criterion_is_shown_by_what_most_surely_gives_what_it_asks_for(score: Score) -> None:
    told = [f"Figure {number} rose by {number + 2} percent in the week." for number in range(QUOTES_PER_CRITERION + 2)]
    shares = [0.9, 0.6, 0.8, 0.95, 0.55, 0.85, 0.75, 0.65][: len(told)]
    talk = f"Ines: How did you know that it was any better than the rule?\nOmar: {' '.join(told)}\n"
    rules = [reads("part", part, A=share, N=1 - share) for part, share in zip(told, shares, strict=True)]
    (report,), _ = score(
        INTERVIEW.split("Ines: Tell me about something")[0] + talk, *reversed(rules), reads("part", N=1.0)
    )
    quoted = next(one for one in report.criteria if one.id == "evaluation").evidence
    weakest = {told[1], told[4]}
    assert [span.text for span in quoted] == [part for part in told if part not in weakest]
    assert [span.sure for span in quoted] == pytest.approx([share for share in shares if share not in (0.6, 0.55)])


def test_no_low_score_stands_without_the_words_that_stayed_general(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    (hollow,) = (e for e in report.exchanges if "seamless" in report.turns[e.answer_turns[0]].text)
    assert (hollow.depth or 5) < LOW
    assert [e for e in report.exchanges if (e.depth or 0) >= LOW]
    for criterion in report.criteria:
        general = [span for span in criterion.evidence if span.kind == "vague"]
        assert hollow.answer_turns[0] in {span.turn for span in general}
        scored = zip(criterion.exchanges, criterion.scores, strict=True)
        low = {turn for i, own in scored if own < LOW for turn in report.exchanges[i].answer_turns}
        assert low >= {span.turn for span in general}


def test_a_mean_of_answers_far_apart_is_not_described_by_an_anchor(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    uneven = [one for one in report.criteria if max(one.scores) - min(one.scores) > UNEVEN]
    assert uneven
    assert all((one.reads_as, one.next_level) == (None, None) for one in uneven)
    assert all(one.reads_as for one in report.criteria if one not in uneven)


@pytest.mark.parametrize(("levels", "shown"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_what_would_show_more_is_no_emptier_claim(score: Score, levels: int, shown: int) -> None:
    anchors = tuple(f"anchor {number}" for number in range(levels))
    one = RubricCriterion(id="one", name="One", description="Gives numbers.", levels=anchors)
    (report,), _ = score(INTERVIEW, *NO_KIND, reads("part", V=1.0), rubric=Rubric(id="team", criteria=(one,)))
    (criterion,) = report.criteria
    assert criterion.reads_as in anchors[:2]
    assert criterion.next_level == anchors[shown]
    assert criterion.missing


def test_what_is_quoted_is_not_called_missing(score: Score) -> None:
    (report,), _ = score(INTERVIEW, *NO_KIND)
    assert not any(exchange.given for exchange in report.exchanges)
    for exchange in report.exchanges:
        quoted = {s.gives for s in report.evidence if s.kind == "evidence" and s.turn in exchange.answer_turns}
        assert not quoted & {*not_found(report, exchange)}
        assert {*not_found(report, exchange)} | quoted == {*EvidenceKind}
    for criterion in report.criteria:
        assert not {span.gives for span in criterion.evidence if span.kind == "evidence"} & {*criterion.missing}


def test_more_exchanges_make_a_criterion_surer(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    judged = [e for e in report.exchanges if e.depth_interval is not None and e.depth is not None]
    assert report.depth_interval is not None
    width = report.depth_interval[1] - report.depth_interval[0]
    assert width <= max(e.depth_interval[1] - e.depth_interval[0] for e in judged if e.depth_interval)


def test_not_asked_is_a_reason(new_judge: NewJudge, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(INTERVIEW)
    judge, _ = new_judge(fitted=calibration(about_from=0.5))
    (report,) = Scorer(judge).score(path, ScoreOptions(), QUIET)
    assert [c.id for c in report.criteria] == list(judge.knowledge.criteria)
    unheard = [c for c in report.criteria if c.score is None]
    assert 0 < len(unheard) < len(report.criteria)
    for criterion in unheard:
        assert criterion.unscored_reason is UnscoredReason.NOT_ASKED
        assert (criterion.interval, criterion.exchanges, criterion.evidence) == (None, (), ())


def test_follow_ups_are_about_what_was_left_open(score: Score) -> None:
    (report,), _ = score(INTERVIEW)
    assert report.follow_ups
    assert len({follow_up.question for follow_up in report.follow_ups}) == len(report.follow_ups)
    thinnest = min((e for e in report.exchanges if e.depth is not None), key=lambda e: e.depth or 0)
    assert report.follow_ups[0].turn in thinnest.answer_turns


def test_a_rubric_gives_the_report_its_criteria_whatever_their_levels(score: Score) -> None:
    (report,), _ = score(INTERVIEW, rubric=RUBRIC)
    assert [(c.id, c.name) for c in report.criteria] == [("numbers", "Numbers"), ("calm", "Calm")]
    assert all([c.id for c in e.criteria] == ["numbers", "calm"] for e in report.exchanges)
    assert report.depth is not None
    assert report.depth_interval is not None
    assert report.follow_ups
    assert_quotes_stand(report)


def test_each_candidate_gets_a_report_in_the_order_they_first_speak(score: Score) -> None:
    reports, _ = score(PANEL)
    assert [report.candidate for report in reports] == ["Nadia", "Bruno"]
    for report in reports:
        assert report.depth is not None
        assert_quotes_stand(report)


@pytest.mark.parametrize("wanted", ["Bruno", "bruno", " brun "])
def test_a_named_candidate_gets_the_only_report(score: Score, wanted: str) -> None:
    reports, _ = score(PANEL, candidate=wanted)
    assert [report.candidate for report in reports] == ["Bruno"]


def test_an_unknown_name_lists_the_speakers(score: Score) -> None:
    with pytest.raises(TranscriptError, match="Host, Nadia, Bruno"):
        score(PANEL, candidate="Carl")


def test_swapped_roles_make_the_interviewer_the_candidate(score: Score) -> None:
    (report,), _ = score(INTERVIEW, swap=True)
    assert report.candidate == "Ines"
    assert {turn.role for turn in report.turns if turn.speaker == "Omar"} == {"interviewer"}


@pytest.mark.parametrize(
    ("text", "reason"), [(MEETING, UnscoredReason.NOT_AN_INTERVIEW), (ALONE, UnscoredReason.ONE_SPEAKER)]
)
@pytest.mark.parametrize("rubric", [None, RUBRIC])
def test_what_is_no_interview_gets_a_reason_and_no_number(
    score: Score, text: str, reason: UnscoredReason, rubric: Rubric | None
) -> None:
    (report,), fake = score(text, rubric=rubric)
    assert (report.unscored_reason, report.depth, report.depth_interval, report.buzzword_load) == (reason, *[None] * 3)
    assert report.explanation
    assert {c.unscored_reason for c in report.criteria} == {reason}
    assert {c.score for c in report.criteria} == {None}
    assert (report.exchanges, report.evidence, report.flags, report.follow_ups) == ((), (), (), ())
    assert report.turns
    assert fake.history == []


def test_an_interview_in_which_everything_is_declined_says_so(score: Score) -> None:
    (report,), _ = score(INTERVIEW, reads("bearing", D=0.9, Y=0.1))
    assert (report.depth, report.unscored_reason) == (None, UnscoredReason.DECLINED)
    assert report.explanation
    assert {e.unscored_reason for e in report.exchanges} == {UnscoredReason.DECLINED}


@pytest.mark.parametrize("wrong", [{"stage": "growth"}, {"role": "chef"}, {"seniority": "boss"}])
def test_unknown_ids_are_told_before_the_file_is_read(new_judge: NewJudge, wrong: dict[str, str]) -> None:
    judge, _ = new_judge()
    with pytest.raises(UnknownIdError, match="known: "):
        Scorer(judge).score(Path("nowhere.txt"), ScoreOptions(**wrong), QUIET)  # type: ignore[arg-type]


def test_an_engine_that_fails_makes_no_report(score: Score) -> None:
    with pytest.raises(EngineError, match="out of memory"):
        score(INTERVIEW, fails(500, "out of memory", where="histogram"))


def test_progress_goes_forward_to_the_end(new_judge: NewJudge, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(INTERVIEW)
    steps: list[Progress] = []
    Scorer(new_judge()[0]).score(path, ScoreOptions(), steps.append)
    shares = [step.done / step.total for step in steps]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert "talk.txt" in steps[0].doing


def test_the_same_file_gives_the_same_report(score: Score) -> None:
    assert score(INTERVIEW)[0] == score(INTERVIEW)[0]
