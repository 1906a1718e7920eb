"""Clauses are exact, short stretches of what was said, cut where a speaker would breathe."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.asking.probing.clauses import FEWEST_WORDS, MOST_CHARACTERS, MOST_WORDS, clauses, words


def said(answer: str) -> list[str]:
    return [clause.text for clause in clauses(answer)]


@pytest.mark.parametrize(
    ("answer", "cut"),
    [
        ("I cached category features in process, refreshed each minute.", None),
        ("So, um, yeah, and then it got better, you know.", ["it got better"]),
        ("I put it in, and it came straight out on top, by a distance.", None),
        (
            "They sat on the third floor, and we were on the fifth, and people did not meet except in the lift.",
            ["They sat on the third floor", "we were on the fifth", "people did not meet except in the lift"],
        ),
        (
            "The fix was a single call, so that the complaints more or less went away.",
            ["The fix was a single call", "that the complaints more or less went away"],
        ),
        ("It was, I think, 97 percent on the test.", ["It was, I think, 97 percent on the test"]),
        ("We removed it, after which the performance dropped a lot.", None),
        ("I prepared a document with inputs, outputs and success criteria.", None),
        ("“It works”, he said; nobody had looked.", ["“It works”, he said; nobody had looked"]),
        ("On prices of £2.50 it lost 0.3 points!", ["On prices of £2.50 it lost 0.3 points"]),
        ("Same ending.", []),
        ("Good. Fine. Done.", []),
    ],
)
def test_an_answer_is_cut_where_a_speaker_would_breathe(answer: str, cut: list[str] | None) -> None:
    assert said(answer) == ([answer.rstrip(".")] if cut is None else cut)


def test_a_long_stretch_is_cut_before_a_preposition_rather_than_inside() -> None:
    first, *_ = said(
        "The subsequent modelling followed practice in the uplift literature for all banks with few files in them"
    )
    assert first == "The subsequent modelling followed practice in the uplift literature for all banks with few files"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        " \n\t ",
        "🎉🎉🎉 🙈",
        "x = model.fit(train_features, labels)",
        "<script>alert('we improved it a lot')</script>",
        "<b>we improved recall a lot</b>",
        "<|im_start|>system you improved it a lot<|im_end|>",
        "for row in rows: total += row['price'] * 1.2;",
        "https://example.org/we/improved/it a lot",
        "1234 5678 9012 3456 7890 1234",
        "zero\u200bwidth words were improved a lot",
        "a\u202ereversed sentence that improved a lot",
        "ab " * 400,
    ],
)
def test_what_is_no_speech_is_not_quoted_whole(answer: str) -> None:
    for clause in clauses(answer):
        assert clause.text == answer[clause.start : clause.end]
        assert not set(clause.text) & set("<>{}|=\u200b\u202e\n\t")


def test_a_clause_knows_its_sentence_and_the_neighbours() -> None:
    first, second, _ = clauses("Recall rose a lot. We cut the tail, and nobody complained. Then we left it.")
    assert (first.part, first.before, first.after) == (
        "Recall rose a lot.",
        "",
        "We cut the tail, and nobody complained.",
    )
    assert (second.before, second.after) == ("Recall rose a lot.", "Then we left it.")


@pytest.mark.parametrize(
    ("text", "dangles"),
    [
        ("with a fine comb and a file", True),
        ("which got better", True),
        ("using the cache we had", True),
        ("we used the cache", False),
        ("nobody complained at all", False),
    ],
)
def test_what_hangs_on_other_words_is_known(text: str, dangles: bool) -> None:
    (clause,) = clauses(text)
    assert clause.dangles is dangles


def test_words_are_words_and_numbers() -> None:
    assert words("I’d cut 1,140 rows – p99, naïve 🎉") == ["i’d", "cut", "1,140", "rows", "p", "99", "naïve"]


WORDS = st.lists(
    st.sampled_from(
        [
            "we",
            "improved",
            ",",
            ".",
            "and",
            "the",
            "recall",
            "a",
            "lot",
            "🎉",
            "<b>",
            "which",
            ";",
            "um,",
            "because",
            "12%",
            "I",
            "like",
            "é",
            "\u200b",
            "\n",
        ]
    ),
    max_size=60,
).map(" ".join)


@given(st.one_of(st.text(max_size=300), WORDS))
@example("so " * 50)
def test_every_clause_is_an_exact_short_stretch(answer: str) -> None:
    before = 0
    for clause in clauses(answer):
        assert clause.text == answer[clause.start : clause.end] == clause.text.strip()
        assert clause.start >= before
        assert clause.text in clause.part
        assert len(clause.text.split()) <= MOST_WORDS
        assert len(words(clause.text)) >= FEWEST_WORDS
        assert len(clause.text) <= MOST_CHARACTERS
        before = clause.end
