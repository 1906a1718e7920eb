"""Questions and requests put to somebody else, and what only looks like one."""

import pytest

from assistant.transcripts.questions import asks, sentences

LONG = "We had a queue and it was full all day, and nobody knew why, and so we looked at it for weeks. " * 7


@pytest.mark.parametrize(
    "text",
    [
        "What was it",
        "And how much?",
        "Why that one",
        "how long",
        "Tell me about the queue.",
        "So, walk us through the deployment.",
        "Let's begin with something you shipped.",
        "I'd love for you to bring any perspective you have.",
        "I was wondering if you could say how it went.",
        "So you built it yourself, right?",
        "That's interesting, how did you know",
        "okay and what was the hardest part",
        "makes sense do you have any questions for me",
        "Which model did you take in the end",
        f"{LONG} So what would you have done?",
        "Could you dig into that? There is the risk, and there is the cost, and they pull apart.",
    ],
)
def test_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Right?",
        "We did that, you know?",
        "people hate it, right?",
        "How we did it was simple.",
        "what i did was retrain it",
        "Which is a great place for a startup.",
        "When something is deployed, you need care.",
        "What a day.",
        'I asked "why is it slow?" and nobody knew.',
        "I asked “why is it slow?” and nobody knew.",
        f"So why was it full? {LONG}",
        f"{LONG} How likely is it? That is hard to tell, honestly.",
        "[laughs]",
    ],
)
def test_does_not_ask(text: str) -> None:
    assert asks(text) == ()


def test_an_ask_knows_its_sentence_and_whether_it_addresses_somebody() -> None:
    first, second = asks("It was slow. Why was it slow? What did you do about it?")
    assert (first.sentence, first.about_you) == ("why was it slow?", False)
    assert (second.sentence, second.about_you, second.words_after) == ("what did you do about it?", True, 0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It fell by 3.5 points. Then? Yes!", ["It fell by 3.5 points.", "Then?", "Yes!"]),
        ('She said "stop." And we did', ['She said "stop."', "And we did"]),
        ("e.g. this one", ["e.g.", "this one"]),
        ("well... maybe", ["well...", "maybe"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts
