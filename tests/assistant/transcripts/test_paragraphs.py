"""Plain text and Markdown: the ways of naming a speaker, and what is not speech."""

import pytest

from assistant.transcripts.names import Prefix, speaker_names
from assistant.transcripts.paragraphs import parse_paragraphs
from assistant.transcripts.pieces import merged


def said(text: str, *, markdown: bool = True) -> list[tuple[str, float | None, str]]:
    turns = merged(parse_paragraphs(text, markdown=markdown).pieces)
    return [(turn.speaker, turn.start_s, turn.text) for turn in turns]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz: Which one?\nBo: Small.",
        "**Ana Ruiz:** Which one?\n\n**Bo:** Small.",
        "**Ana Ruiz**: Which one?\n**Bo**: Small.",
        "- **Ana Ruiz:** Which one?\n- **Bo:** Small.",
        "__Ana Ruiz:__ Which one?\n\n__Bo:__ Small.",
        "**Ana Ruiz**\nWhich one?\n\n**Bo**\nSmall.\n",
        "Ana Ruiz:\nWhich one?\n\nBo:\nSmall.\n",
        "> Ana Ruiz: Which one?\r\n> Bo: Small.\r\n",
        "Ana Ruiz:Which one?\nBo:Small.",
    ],
)
def test_names_without_times(text: str) -> None:
    assert said(text) == [("Ana Ruiz", None, "Which one?"), ("Bo", None, "Small.")]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz  0:07  \nWhich one?\n\nBo  1:02:03\nSmall.",
        "**Ana Ruiz**  0:07  \nWhich one?\n\n**Bo**  1:02:03\nSmall.",
        "**Ana Ruiz** [0:07] Which one?\n\n**Bo** [1:02:03] Small.",
        "**Ana Ruiz:** \\[0:07\\] Which one?\n\n**Bo:** \\[1:02:03\\] Small.",
        "[00:07] Ana Ruiz: Which one?\n[1:02:03] Bo: Small.",
        "00:07 Ana Ruiz: Which one?\n1:02:03 Bo: Small.",
        "Ana Ruiz (00:07): Which one?\nBo (1:02:03): Small.",
        "Ana Ruiz 0:07\nWhich one?\n\nBo 1:02:03\nSmall.",
        "Ana Ruiz [00:07]\nWhich one?\n\nBo [1:02:03]\nSmall.",
        "### Ana Ruiz 0:07\n\nWhich one?\n\n### Bo 1:02:03\n\nSmall.",
        "0:07\nAna Ruiz: Which one?\n1:02:03\nBo: Small.",
    ],
)
def test_names_with_times(text: str) -> None:
    assert said(text) == [("Ana Ruiz", 7.0, "Which one?"), ("Bo", 3723.0, "Small.")]


def test_paragraphs_of_one_speaker_are_one_turn_with_a_span_each() -> None:
    text = "Ana: Why?\n\nBo: It leaked.\n\nAt 10:30 we saw:\n- recall fell\n\nBo: So.\nAna: Yes."
    parsed = parse_paragraphs(text, markdown=False)
    turn = merged(parsed.pieces)[1]
    assert turn.text == "It leaked. At 10:30 we saw: - recall fell So."
    assert [text[start:end] for start, end in turn.source] == ["It leaked.", "At 10:30 we saw:", "- recall fell", "So."]


def test_labels_in_an_answer_are_words() -> None:
    text = "Ana: How good?\nBo: Before.\nPrecision: 0.91\nMore\nAna: And?\nBo: Example: fraud.\nYes."
    parsed = parse_paragraphs(text, markdown=False)
    assert [turn.speaker for turn in merged(parsed.pieces)] == ["Ana", "Bo", "Ana", "Bo"]
    assert [note for note in parsed.notes if note.startswith("Line 3: “Precision:”")]


def test_what_stands_above_the_first_name_is_reported() -> None:
    text = "# Interview\n12 May\n\n**Ana:** Why?\n\n## Part two\n\n---\n\n**Bo:** Because.\n\nTranscribed by https://otter.ai\n"
    parsed = parse_paragraphs(text, markdown=True)
    assert [turn.text for turn in merged(parsed.pieces)] == ["Why?", "Because."]
    assert [note[:12] for note in parsed.notes] == ["Lines 1 to 2", "Lines 6 to 1"]


@pytest.mark.parametrize("mark", ["**Break**: \\[14:15\\]", "**Break:** \\[14:15\\]", "Break: [44:19] to [45:16]"])
def test_a_break_is_no_speech(mark: str) -> None:
    text = f"**Ana:** Why?\n\n**Bo:** Because.\n\n{mark}\n\n**Ana:** And?\n\n**Bo:** So."
    assert [text for _, _, text in said(text)] == ["Why?", "Because.", "And?", "So."]


def test_markdown_escapes_are_undone_in_markdown_only() -> None:
    text = "**Ana:** a \\[b\\] \\_c\\_?\n**Bo:** \\d+ yes"
    assert [words for _, _, words in said(text)] == ["a [b] _c_?", "\\d+ yes"]
    assert [words for _, _, words in said(text, markdown=False)] == ["a \\[b\\] \\_c\\_?", "\\d+ yes"]


def test_unknown_speakers_of_otter_are_kept_apart() -> None:
    text = "Unknown Speaker  0:01\nHi.\n\nAna  0:02\nHello.\n"
    assert said(text) == [("Unknown Speaker", 1.0, "Hi."), ("Ana", 2.0, "Hello.")]


@pytest.mark.parametrize(
    ("prefixes", "lines", "names"),
    [
        (["Ana", "Bo", "Ana", "Bo", "Ringo"], 5, {"Ana", "Bo", "Ringo"}),
        (["Ana", "Bo", "Ana", "Bo", "Ringo"], 20, {"Ana", "Bo"}),
        (["Ana", "Bo", "Ana", "Bo", "Ringo Starr"], 20, {"Ana", "Bo", "Ringo Starr"}),
        (["Ana", "Bo"], 9, {"Ana", "Bo"}),
        (["ana", "bo", "ana"], 3, {"ana", "bo"}),
        (["the thing is", "the thing is"], 9, set()),
        (["Interviewer", "Jan van der Berg (Candidate)"], 2, {"Interviewer", "Jan van der Berg (Candidate)"}),
        (["Note"], 1, set()),
    ],
)
def test_speaker_names(prefixes: list[str], lines: int, names: set[str]) -> None:
    found, _ = speaker_names([Prefix(name, line) for line, name in enumerate(prefixes, 1)], lines)
    assert found == names
