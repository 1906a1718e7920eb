"""What may be put to a candidate: one open, lawful, new question; a model's also takes up the quote and asks for it."""

import pytest

from assistant.asking.probing.acceptance import asks_for, is_same, why_not, why_not_a_models
from assistant.types import EvidenceKind

K = EvidenceKind
QUOTE = "we improved recall quite a lot"


def far(_one: str, _other: str) -> float:
    return 0.1


def near(_one: str, _other: str) -> float:
    return 0.93


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        (f"You said “{QUOTE}”. Which number showed you that?", None),
        ("Compared with what?", None),
        ("How far did recall move, in points, on the March orders?", None),
        (f"You said “{QUOTE}”. Which number was it, and who counted the orders for you?", "second thing"),
        ("What was it? How was it measured? Who did it?", "3 sentences"),
        ("Surely recall went up by ten points?", "suggests the answer"),
        ("How old are you?", "asks about age"),
        ("How did my wife's illness change that?", "private"),
        ("How much?", "2 words"),
        ("How " + "very " * 40 + "much was it?", "words"),
    ],
)
def test_what_is_wrong_with_a_question(question: str, wrong: str | None) -> None:
    found = why_not(question, QUOTE, [], far)
    assert found is None if wrong is None else wrong in (found or "")


def test_the_quote_is_the_candidates_and_not_looked_at() -> None:
    quote = "surely everybody would agree, right? It is better, isn't it?"
    question = f"You said “{quote}”. Which number showed you that?"
    assert why_not(question, quote, [], far) is None
    assert why_not(question, QUOTE, [], far) is not None


def test_what_was_asked_before_is_not_asked_again() -> None:
    question = "Which number showed you that?"
    assert why_not(question, "", ["which NUMBER showed you that ?"], far) == "it was asked or offered before"
    assert why_not(question, "", ["What told you so, in figures?"], near) == "it was asked or offered before"
    assert why_not(question, "", ["What told you so, in figures?"], far) is None
    assert is_same("A b c.", "a B c", far)


@pytest.mark.parametrize(
    ("wording", "wrong"),
    [
        ("By how many points did recall move on those orders?", None),
        ("What did recall come to before and after?", None),
        ("Recall improved.", "not one spoken question"),
        ("How much did recall improve? By a lot?", "not one spoken question"),
        ("<b>How much</b> did recall improve?", "not one spoken question"),
        ("How much did recall improve\nin numbers?", "not one spoken question"),
        ("Did recall improve by ten points?", "yes or no"),
        ("Can you elaborate on how much recall improved?", "yes or no"),
        ("How much could you elaborate on recall?", "yes or no"),
        ("How much coffee did the team drink?", "takes up nothing"),
        ("Who improved the recall?", "does not ask for the metric"),
    ],
)
def test_what_is_wrong_with_a_models_wording(wording: str, wrong: str | None) -> None:
    found = why_not_a_models(wording, QUOTE, QUOTE, K.METRIC)
    assert found is None if wrong is None else wrong in (found or "")


@pytest.mark.parametrize(
    ("missing", "question"),
    [
        (K.METRIC, "What share of the alarms was false?"),
        (K.BASELINE, "What had the clerks' rule scored before that?"),
        (K.OWN_PART, "Which of the ablations did you run yourself?"),
        (K.TRADE_OFF, "What did you give up by splitting by driver?"),
        (K.FAILURE, "On which pictures did the counts go wrong?"),
        (K.SCALE, "How many sprayers had the new version?"),
        (K.DATA, "Where did the labels on those scans come from?"),
        (K.DECISION, "Which other ways of serving did you weigh up?"),
        (K.MECHANISM, "Why did changing the format make the errors go away?"),
    ],
)
def test_each_kind_is_asked_for_in_its_words(missing: EvidenceKind, question: str) -> None:
    assert asks_for(question, missing)
    assert sum(asks_for(question, kind) for kind in K) < len(K)
