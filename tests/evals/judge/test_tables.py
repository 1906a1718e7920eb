"""The judge's tables say what happened: a judge that hears is told from one that is flat, blind or easily talked up."""

from collections.abc import Iterable

import pytest

from assistant.judging.teams import TeamCriterion, TeamLevel
from evals.judge import (
    abstention,
    agreement,
    attacks,
    calibration,
    contrasts,
    cost,
    evidence,
    faithful,
    refusals,
    rubric,
)
from evals.judge.bench import depths
from evals.tables import Table
from tests.evals.judge.conftest import DEEP, HOLLOW, NewBench, row
from tests.fakes import Rule, reads

FLAT: tuple[Rule, ...] = (
    reads("depth", _3=1.0),
    reads("part", N=1.0),
    *(reads(kind, _0=1.0) for kind in ("metric", "baseline", "own part", "trade off", "failure")),
    *(reads(kind, _0=1.0) for kind in ("scale", "data", "decision", "mechanism")),
)
PAIRS = [
    row(f"{name}{n}", f"{text} Once more for {n}.", depth, depth, question_id=f"q{n}")
    for n in range(4)
    for name, text, depth in (("deep", DEEP, 5), ("hollow", HOLLOW, 1))
]


def cells(tables: Iterable[Table], title: str) -> dict[str, tuple[str, ...]]:
    """The lines of the table whose title begins so, by their first cell."""
    table = next(table for table in tables if table.title.startswith(title))
    return {str(line[0]): tuple(str(cell) for cell in line[1:]) for line in table.rows}


def test_agreement_is_that_of_ranks_and_levels(new_bench: NewBench) -> None:
    bench = new_bench(PAIRS)
    own = cells(agreement.tables(bench), "Depth: unseen questions")
    assert own["judge"][0].startswith("0.8") or own["judge"][0].startswith("1.00")
    assert own["one rater against the other"][2].startswith("1.00")
    assert {"MiniLM, ridge head", "TF-IDF, ridge", "form, ridge", "word count", "mean word length"} <= set(own)


def test_criteria_and_domains_kept_from_training_stand_apart(new_bench: NewBench) -> None:
    away = [
        row("a", DEEP, 5, 4, criterion="mathematics"),
        row("b", HOLLOW, 1, 1, criterion="mathematics"),
        row("c", DEEP, 5, 5, domain="games"),
        row("d", HOLLOW, 1, 2, domain="games"),
    ]
    tables = list(agreement.tables(new_bench([*PAIRS, *away])))
    depth = [table for table in tables if table.title.startswith("Depth: ")]
    notes = {table.title.removeprefix("Depth: "): table.note.split(" answers")[0] for table in depth}
    assert notes["criteria kept from training (mathematics)"] == notes["a domain kept from training (games)"] == "2"
    assert [note for title, note in notes.items() if title.startswith("unseen")] == ["8"]


@pytest.mark.parametrize(("rules", "share"), [((), "1.00"), (FLAT, "0.50")])
def test_a_flat_judge_wins_half_of_the_matched_pairs(new_bench: NewBench, rules: tuple[Rule, ...], share: str) -> None:
    pairs = cells(agreement.tables(new_bench(PAIRS, *rules)), "Deep over shallow")
    assert pairs["judge"][0].startswith(share)


@pytest.mark.parametrize(("rules", "higher", "rise"), [((), "1.00", "+"), (FLAT, "0.00", "+0.00")])
def test_a_flat_judge_fails_the_minimal_pairs(
    new_bench: NewBench, rules: tuple[Rule, ...], higher: str, rise: str
) -> None:
    rows = [
        row("with", DEEP, 4, contrast="pair", group="g", variant="with: metric"),
        row("without", HOLLOW, 2, contrast="pair", group="g", variant="without: metric"),
    ]
    found = cells(contrasts.tables(new_bench(rows, *rules)), "Minimal pairs")
    assert found["judge"][0] == "1"
    assert found["judge"][1].startswith(higher)
    assert found["judge"][4].startswith(rise)
    assert found["judge, added: metric"][5] == "+2.00"


def test_styles_are_compared_within_one_content(new_bench: NewBench) -> None:
    rows = [
        row(name, text, 3, contrast="style", group=group, style=style)
        for name, text, group, style in (
            ("a", DEEP, "g", "plain"),
            ("b", HOLLOW, "g", "slick"),
            ("c", DEEP, "h", "plain"),
            ("d", DEEP, "h", "slick"),
        )
    ]
    bench = new_bench(rows)
    tables = list(contrasts.tables(bench))
    deep, hollow = depths(bench.of(bench.rows))[:2]
    assert cells(tables, "Style: one content")["judge"][0].startswith(f"{(deep - hollow) / 2:.2f}")
    assert cells(tables, "Style: one content told in several styles, signed")["plain"][1].startswith(
        f"{(deep - hollow) / 4:.2f}"
    )


def test_a_stage_counts_only_where_raters_see_a_difference(new_bench: NewBench) -> None:
    rows = [
        row("one", DEEP, 4),
        row("one again", DEEP, 2, contrast="stage", of="one", stage="experimentation"),
        row("two", HOLLOW, 2),
        row("two again", HOLLOW, 2, contrast="stage", of="two", stage="experimentation"),
    ]
    found = cells(contrasts.tables(new_bench(rows)), "Stage")
    assert found["raters say different depths"][0].startswith("0.50")
    assert found["of those, the judge moves the same way"][0].startswith("0.00")
    assert found["raters see none, and the judge neither"][0].startswith("1.00")


def test_an_attack_that_is_heard_pays(new_bench: NewBench) -> None:
    rows = [
        row("base", HOLLOW, 1),
        row("quiet", f"{HOLLOW} It was lovely.", 1, contrast="attack", of="base", variant="grandiosity"),
        row("loud", f"{HOLLOW} I wrote percent.", 2, contrast="attack", of="base", variant="jargon"),
    ]
    found = cells(attacks.tables(new_bench(rows)), "Attacks written")
    assert found["grandiosity"][:2] == ("1", "0.00 [0.00, 0.73]")
    assert found["jargon"][1].startswith("1.00")
    assert found["jargon"][3] == "+1.00"


def test_an_attacker_keeps_the_best_of_what_was_tried(new_bench: NewBench) -> None:
    heard = reads("depth", "percent", _5=1.0), reads("metric", "percent", _2=1.0)
    bench = new_bench([row("base", HOLLOW, 1)], *heard)
    simple, adaptive = list(attacks.tables(bench))[2:]
    assert cells([simple], "Words")["numbers"][0] == "1"
    assert str(adaptive.rows[0][1]).startswith("1.00")
    assert "numbers" in adaptive.note or "rubric's top anchor" in adaptive.note


def test_garbage_is_counted_by_the_raters_reason(new_bench: NewBench) -> None:
    rows = [
        row("no", "I have not done that, sorry, so I cannot say anything about it.", None, None),
        row("also no", HOLLOW, None, None),
        row("near", DEEP, 3, contrast="garbage", variant="scorable"),
        *PAIRS,
    ]
    tables = list(abstention.tables(new_bench(rows, reads("bearing", "have not done that", D=1.0))))
    assert cells(tables, "Garbage")["declined"] == ("2", "0.50 [0.12, 0.88]", "0.50 [0.12, 0.88]")
    assert cells(tables, "False")["near neighbours of garbage"][0] == "1"
    assert cells(tables, "False")["ordinary"][1].startswith("0.00")


def test_answers_told_in_other_ways_are_counted_by_the_way(new_bench: NewBench) -> None:
    rows = [
        row("aside", DEEP, 5, 5, variant="sideways"),
        row("none", "I have not done that, sorry, so I cannot say anything about it.", None, None, variant="declined"),
        row("other", HOLLOW, None, None, variant="not_addressed"),
    ]
    bench = new_bench(rows, reads("bearing", "have not done that", D=1.0))
    found = cells([refusals.by_telling(bench, rows)], "Told")
    assert found["sideways"][::3] == ("1", "5.0")
    assert found["sideways"][1].startswith("0.00")
    assert (*found["none: declined"][:2], found["none: declined"][3]) == ("2", "0.50 [0.12, 0.88]", "–")
    assert float(found["sideways"][2]) > float(found["none: declined"][2])


def test_cited_words_cost_more_than_others(new_bench: NewBench) -> None:
    mixed = row("mixed", f"It broke once. {HOLLOW} Recall rose nine percent.", 3)
    found = cells(faithful.tables(new_bench([mixed])), "Faithful")
    assert found["cited parts cost more than at least as many other words"][0].startswith("1.00")


def test_a_judge_that_cannot_read_anchors_says_the_same_under_reversed_ones(new_bench: NewBench) -> None:
    tables = list(rubric.tables(new_bench(PAIRS)))
    found = cells(tables, "Does it read the rubric")
    assert found["right criterion"] == found["anchors reversed"]
    assert cells(tables, "Does it know")["all"][0].startswith("1.00")


def test_criteria_of_other_teams_are_judged_one_by_one(new_bench: NewBench, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = TeamCriterion(id="care", name="Care", description="How carefully it was checked.", split="test")
    levels = {row.answer.id: [TeamLevel(theirs, (5,) if row.depth == 5 else (0, 0, 4))] for row in PAIRS}
    monkeypatch.setattr(rubric, "read_team", {"test": levels}.__getitem__)
    found = cells(rubric.tables(new_bench(PAIRS)), "Criteria of other teams")
    assert found["pairs of answer and criterion, heard"] == ("8, 4",)
    assert found["scored where the rater heard it"][0].startswith("1.00")
    assert float(found["quadratic kappa with the rater's level"][0].split()[0]) > 0.3


def test_evidence_is_compared_by_kind_and_by_characters(new_bench: NewBench) -> None:
    tables = list(evidence.tables(new_bench(PAIRS)))
    assert cells(tables, "Kinds")["metric"][0] == "0"
    assert cells(tables, "Spans")["vague"][1] == "nan"
    assert cells(tables, "Ways to")["level read, with the criterion in the prompt"][0] == "8"


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [([(0, 10)], [(0, 10)], 1.0), ([(0, 10)], [(5, 15)], 0.5), ([(0, 4), (2, 8)], [(0, 8)], 1.0), ([(0, 4)], [], 0.0)],
)
def test_span_f1_counts_characters_once(one: list[tuple[int, int]], other: list[tuple[int, int]], f1: float) -> None:
    assert evidence.span_f1([(one, other)]) == f1


def test_intervals_and_probabilities_are_counted(new_bench: NewBench) -> None:
    tables = list(calibration.tables(new_bench(PAIRS)))
    inside = cells(tables, "80 %")["the raters' depth"]
    assert inside[0] == "8"
    assert 0 <= float(cells(tables, "Probabilities")["how often raters gave it"][0]) <= 1


def test_an_answer_of_so_many_words_is_new_each_time() -> None:
    told = DEEP * 20
    assert len(cost.new_answer(told, 400).split()) == 400
    assert cost.new_answer(told, 25) != cost.new_answer(told, 25)
