"""A pasted description taken apart: every quote stands in it, wraps and markup are seen through, sections are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.descriptions.posting import LONGEST, Posting, read_posting
from assistant.errors import InputError


def texts(posting: Posting, section: str | None = None) -> list[str]:
    return [sentence.text for sentence in posting.sentences if section in (None, sentence.section)]


def titles(text: str) -> list[str]:
    return [title.text for title in read_posting(text).titles]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_every_quote_stands_in_the_text_whatever_it_is(text: str) -> None:
    try:
        posting = read_posting(text)
    except InputError:
        return
    for sentence in (*posting.sentences, *posting.titles):
        assert sentence.text.strip()
        assert sentence.quote in text
        assert text[sentence.start : sentence.end] == sentence.exact


@pytest.mark.parametrize("text", ["", "  \n ", "🚀🚀", "12 % – 3", "<p></p>", "<script>alert(1)</script>"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no words in it"):
        read_posting(text)


def test_what_is_longer_than_any_description_is_refused() -> None:
    with pytest.raises(InputError, match="paste the description alone"):
        read_posting("word " * (LONGEST // 4))


def test_a_line_that_was_broken_because_it_was_full_goes_on() -> None:
    text = (
        "We have a model on a laptop that predicts the demand of every shop for the\n"
        "next day, and the shops would like to use it.\n\nA new paragraph stands alone\n"
    )
    assert texts(read_posting(text)) == [
        "We have a model on a laptop that predicts the demand of every shop for the next day, and the shops would like "
        "to use it.",
        "A new paragraph stands alone",
    ]


def test_items_of_a_list_are_sentences_without_their_marks() -> None:
    text = "- Build the service\n* Watch it\n• Teach others\n1. Write it down\n✅ Keep it running"
    assert texts(read_posting(text)) == [
        "Build the service",
        "Watch it",
        "Teach others",
        "Write it down",
        "Keep it running",
    ]


def test_markup_is_seen_through_and_quoted_as_it_stands() -> None:
    text = "<h1>ML Engineer</h1><p>Our model &amp; its <b>bill</b> grow.</p><style>p {a: b}</style><li>Cut it"
    posting = read_posting(text)
    assert texts(posting) == ["ML Engineer", "Our model & its bill grow.", "Cut it"]
    assert posting.sentences[1].quote == "Our model &amp; its <b>bill</b> grow."


def test_code_is_no_markup() -> None:
    assert texts(read_posting("Keep latency < 200 ms and recall > 90 percent")) == [
        "Keep latency < 200 ms and recall > 90 percent"
    ]


def test_a_long_sentence_is_compared_in_parts_and_quoted_whole() -> None:
    whole = (
        "You will move nine teams to a registry while everything keeps serving, assign the costs to those who cause "
        "them, and bring the number of alarms down to what people can read in a morning, every morning."
    )
    parts = read_posting(whole).sentences
    assert len(parts) > 1
    assert {part.quote for part in parts} == {whole}
    assert " ".join(part.text for part in parts) == whole


SECTIONS = """Machine Learning Engineer

About us
We process a billion events a day.

Your tasks
- Put the model behind an API

Requirements:
- Python, SQL

Who we are: a family business. We are proud of it.

Experience with Docker would help.
"""


def test_sections_tell_what_sentences_are_about() -> None:
    posting = read_posting(SECTIONS)
    assert texts(posting, "company") == [
        "About us",
        "We process a billion events a day.",
        "Who we are: a family business.",
        "We are proud of it.",
    ]
    assert texts(posting, "person") == ["Requirements:", "Python, SQL", "Experience with Docker would help."]
    assert texts(posting, "work") == ["Machine Learning Engineer", "Your tasks", "Put the model behind an API"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Senior ML Engineer, Search\n\nA long story begins here and goes on.", "Senior ML Engineer, Search"),
        ("Welcome to us.\n\nOnce.\n\nTwice.\n\nPosition: Data Wizard\n\nMore.", "Position: Data Wizard"),
        ("It all began in May. We are looking for an MLOps engineer. Join in.", "an MLOps engineer"),
        ("It all began in May, long ago, in a shed. We'd like a vision engineer to help.", "a vision engineer to help"),
        (
            "Our tasks are many and they grow. So: a developer, two years in, who likes mud.",
            "a developer, two years in",
        ),
        ("The ML Specialist ensures that the models work and are watched.", "The ML Specialist ensures"),
        ("PyTorch developer. You will train networks for us.", "PyTorch developer."),
    ],
)
def test_titles_are_found_where_they_stand(text: str, title: str) -> None:
    assert any(found.startswith(title) for found in titles(text))


@pytest.mark.parametrize(
    "text",
    [
        "Last year, a student of ours left us a notebook that we all like. Our former working student went abroad.",
        "The team that you will meet on your first day has eleven people who work with ML engineers all over "
        "the world.",
    ],
)
def test_other_people_are_no_title(text: str) -> None:
    assert not any("student" in title or "engineers" in title for title in titles(text)[:1])
