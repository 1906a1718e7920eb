"""Questions that are stacked, leading or unlawful are told from those that only look so."""

import pytest

from knowledge.wording import faults, is_private

STACKED = [
    "What was the baseline, and which team paid for it, and when was it live?",
    "What is your biggest strength and what is your notice period?",
    "How did you split the data? What did the customer pay?",
    "What was the metric, what did the customer think?",
    "What was it? How was it measured? Who did it?",
    "Tell me about drift. It happens often. What did you do?",
]
LEADING = [
    "Don't you think a baseline was needed?",
    "Don’t you agree?",
    "Would you agree that accuracy misleads?",
    "Isn't it better to use a tree?",
    "That was the wrong split, wasn't it?",
    "You used dropout, right?",
    "Surely you kept a test set?",
]
UNLAWFUL = [
    "How old are you?",
    "When do you plan to retire?",
    "Are you married?",
    "Do you plan to have children soon?",
    "What does your husband do?",
    "What is your religion?",
    "Do you have any health problems?",
    "How is your health?",
    "Where are you originally from?",
    "What accent is that, your accent?",
    "Is that your native language?",
    "Are you gay?",
    "Are you in a union?",
    "Have you ever been arrested?",
    "What is your current salary?",
]
FINE = [
    "Walk me through it.",
    "What did you compare your last model with, and how far apart were they?",
    "When was a result too good to be true, and how did you check?",
    "When did you run out of GPU memory, and how did you get the job to fit?",
    "Could someone else have reproduced your last training run? What would they have needed?",
    "Have you ever found information from the future inside your training data? Walk me through it.",
    "Pick a prototype. What did you do first, and what did you leave out?",
    "What happens, one step after another, when the system gets a case wrong?",
    "How did you know which data a result came from and when it was made?",
    "Which Python version, e.g. 3.11, did you use?",
    "Why didn't you use a simpler model?",
    "Did the model learn something that isn't there?",
    "What was right?",
    "What was the batch age when the model failed?",
    "Did you use age as a feature?",
    "How old was the data?",
    "Where was the data from?",
    "What did your health check report?",
    "Which part of your race condition was hard to see?",
    "How did you handle child nodes in your tree?",
    "Did you have training data about children in hospitals?",
    "Which customers did it wrongly call married?",
]


@pytest.mark.parametrize(
    ("kind", "question"),
    [("stacked", text) for text in STACKED]
    + [("leading", text) for text in LEADING]
    + [("unlawful", text) for text in UNLAWFUL],
)
def test_a_fault_is_found_with_its_words(kind: str, question: str) -> None:
    found = faults(question)
    assert {fault.kind for fault in found} == {kind}
    assert all(fault.words in question.replace("’", "'") and fault.why for fault in found)


@pytest.mark.parametrize("question", FINE)
def test_an_ordinary_question_has_no_fault(question: str) -> None:
    assert faults(question) == ()


def test_a_question_can_have_several_faults() -> None:
    found = faults("Are you married? Don't you think the team was too small?")
    assert {fault.kind for fault in found} == {"stacked", "leading", "unlawful"}


@pytest.mark.parametrize(
    "said",
    [
        "I was pregnant when we shipped it",
        "right before my maternity leave",
        "I worked nights, my wife was in hospital",
        "because of My own  disability I built it with a screen reader",
        "I’m 54 years old and I still write tests",
        "I had been sick for a month",
        "since I'm a married man",
        "my accent made it worse",
    ],
)
def test_what_is_private_is_known(said: str) -> None:
    assert is_private(said)


@pytest.mark.parametrize(
    "said",
    [
        "the child process died and my child node was orphaned",
        "my child process died",
        "my health checks passed",
        "the model's age feature leaked",
        "we predict whether patients are sick",
        "a family of models",
        "I was single-handedly on call",
        "our union of the two tables",
    ],
)
def test_the_trade_is_not_private(said: str) -> None:
    assert not is_private(said)
