"""The steps of a stronger answer: their words in the order of a story, gaps where something is lacking."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest

from assistant.asking.skeleton import FEWEST_STEPS, MOST_STEPS, MOST_WORDS, STORY, skeleton
from assistant.asking.views import SkeletonStep
from assistant.types import Evidence, EvidenceKind, SpanKind

K = EvidenceKind
GOAL, DATA, DID, HOW, NUMBER, WRONG, COST, AFTER = (step.title for step in STORY)
FULL = (
    "Since then each image pins its features. It broke once, when the refund labels were missing. "
    "It cost us two minutes a night, which the shop accepted. "
    "The labels came from the returns desk. I wrote the split by customer instead of by row. "
    "Errors fell from 31 percent to 19. It works by counting the labels of each week."
)


def span(answer: str, text: str, kind: SpanKind = "evidence", gives: EvidenceKind | None = None) -> Evidence:
    start = answer.index(text)
    return Evidence(start=start, end=start + len(text), text=text, kind=kind, gives=gives)


def steps(
    answer: str,
    lacking: Sequence[EvidenceKind] = (),
    spans: Sequence[Evidence] = (),
    hints: Mapping[EvidenceKind, str] | None = None,
) -> dict[str, SkeletonStep]:
    return {step.title: step for step in skeleton(answer, spans, lacking, hints or {})}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (DATA, "The labels came from the returns desk"),
        (DID, "I wrote the split by customer instead of by row"),
        (HOW, "It works by counting the labels of each week"),
        (NUMBER, "Errors fell from 31 percent to 19"),
        (WRONG, "It broke once, when the refund labels were missing"),
        (COST, "It cost us two minutes a night, which the shop accepted"),
    ],
)
def test_words_go_to_the_step_they_tell(title: str, words: str) -> None:
    assert [quote.text for quote in steps(FULL)[title].said] == [words]
    assert steps(FULL)[title].gap is None


def test_steps_are_in_the_order_of_a_story_whatever_the_order_of_the_answer() -> None:
    titles = [step.title for step in skeleton(FULL, (), (), {})]
    assert titles == [step.title for step in STORY if step.title in titles]
    assert len(titles) == MOST_STEPS


def test_goal_and_ending_are_looked_for_where_they_belong() -> None:
    answer = (
        "We wanted to know which parcels come late in the harbour. I wrote the split by customer. "
        "Errors fell by nine percent. In the end the depot kept the list on its wall."
    )
    told = steps(answer)
    assert told[GOAL].said[0].text == "We wanted to know which parcels come late in the harbour"
    assert told[AFTER].said[0].text == "In the end the depot kept the list on its wall"


@pytest.mark.parametrize("kind", K)
def test_what_is_lacking_is_a_gap_to_fill_in_and_never_an_invention(kind: EvidenceKind) -> None:
    told = skeleton("There was a project with a nice team and long days.", (), [kind], {})
    assert FEWEST_STEPS <= len(told) <= MOST_STEPS
    gaps = [step.gap for step in told if step.gap]
    assert gaps
    assert all(gap.startswith(("[Say ", "[Add ")) and gap.endswith(".]") for gap in gaps)
    assert not any(character.isdigit() for gap in gaps for character in gap)


def test_a_gap_follows_words_that_tell_the_other_half() -> None:
    told = steps("I wrote the split by customer for the whole shop.", [K.DECISION])[DID]
    assert told.said
    assert told.gap is not None
    assert told.gap.startswith("[Add which other way")
    assert told.text.startswith("What you did, and why that way: “I wrote the split")


def test_two_things_lacking_in_a_step_are_one_gap() -> None:
    gap = steps("There was a project with a nice team.", [K.METRIC, K.BASELINE])[NUMBER].gap
    assert gap is not None
    assert gap.count("[") == 1
    assert "which figure" in gap
    assert "what it was before" in gap


def test_a_gap_takes_up_the_words_that_hint_at_it_unless_they_are_quoted_already() -> None:
    answer = "It got better, generally speaking. I wrote the split by customer."
    hints = {K.METRIC: "It got better, generally", K.DECISION: "I wrote the split"}
    told = steps(answer, [K.METRIC, K.DECISION], hints=hints)
    assert (told[NUMBER].gap or "").startswith("[Where you said “It got better, generally”, add which figure")
    assert (told[DID].gap or "").startswith("[Add ")


def test_vague_words_and_false_starts_are_no_quotes() -> None:
    vague = "I improved everything by twenty percent."
    assert NUMBER not in steps(vague, spans=[span(vague, vague, "vague")])
    stutter = "I, I wrote the split by customer, because the rows of one customer look alike."
    assert not any(quote.text.startswith("I, I") for step in steps(stutter).values() for quote in step.said)


def test_words_the_judge_heard_come_before_others() -> None:
    answer = "Errors fell by nine percent in May. Errors fell by four percent in June."
    heard = span(answer, "Errors fell by four percent in June.")
    assert steps(answer, spans=[heard])[NUMBER].said[0].text == "Errors fell by four percent in June"


def test_only_a_step_of_two_kinds_quotes_twice_and_only_what_was_heard() -> None:
    answer = (
        "Errors fell by nine percent in May. Recall rose from 71 to 79 percent. It broke on Monday. It broke on Sunday."
    )
    unheard = steps(answer)
    heard = steps(answer, spans=[span(answer, part) for part in answer.split(". ")])
    assert (len(unheard[NUMBER].said), len(heard[NUMBER].said), len(heard[WRONG].said)) == (1, 2, 1)
    starts = [quote.start for quote in heard[NUMBER].said]
    assert starts == sorted(starts)


def test_a_long_sentence_is_shortened_at_the_end_of_a_clause() -> None:
    answer = (
        "I wrote the loader in the first week of March, and the week after that I rewrote the sampler, because it drew "
        "the same customers every night, and then there was a long meeting about the budget for the coming year."
    )
    (quote, *_) = steps(answer)[DID].said
    assert len(quote.text.split()) <= MOST_WORDS
    assert answer[quote.end : quote.end + 1] in {",", ".", " "}
    assert quote.text == answer[quote.start : quote.end]


def test_nothing_is_quoted_twice() -> None:
    quotes = [quote for step in skeleton(FULL, (), (), {}) for quote in step.said]
    places = sorted((quote.start, quote.end) for quote in quotes)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
