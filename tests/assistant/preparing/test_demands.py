"""Which demands of a posting are vague, in which exact words, and what is no posting at all."""

import pytest

from assistant.errors import InputError
from assistant.preparing.demands import Reading, find_demands
from knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
HEAD = "Machine Learning Engineer\n\nWhat you bring\n- You have shipped one model that people use.\n"


def read(text: str, stage: str | None = None) -> Reading:
    reading = find_demands(KNOWLEDGE.demands, text, stage)
    assert all(text[one.start : one.end] == one.exact for one in reading.vague)
    assert all(text[one.start : one.end] == one.exact for one in reading.against)
    return reading


def found(line: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.exact) for one in read(f"{HEAD}- {line}\n").vague]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("You are a rockstar", [("hollow", "rockstar")]),
        ("Strong knowledge of ML", [("hollow", "Strong knowledge of ML")]),
        ("5+ years of AI experience", [("years", "5+ years of AI experience")]),
        ("At least three years' experience in Python", [("years", "At least three years' experience in Python")]),
        ("Familiar with modern tools", [("hollow", "Familiar with modern tools")]),
        ("Passionate about data", [("hollow", "Passionate about")]),
        ("Able to work under pressure", [("hollow", "work under pressure")]),
        ("Responsible for the end-to-end ML lifecycle", [("buzzword", "end-to-end ML")]),
        ("Docker, Kubernetes, Helm, Terraform", [("tool_list", "Docker, Kubernetes, Helm, Terraform")]),
        ("Strong Python and pandas", [("tool_list", "Python and pandas")]),
        (
            "Python, SQL, Spark, Airflow, Kafka, Docker, AWS, MLflow",
            [("kitchen_sink", "Python, SQL, Spark, Airflow, Kafka, Docker, AWS, MLflow")],
        ),
        ("Drive innovation in our group", [("unmeasurable", "Drive innovation")]),
        ("Native English speaker", [("exclusionary", "Native English speaker")]),
        ("A digital native who likes numbers", [("exclusionary", "digital native")]),
    ],
)
def test_what_is_vague(line: str, expected: list[tuple[str, str]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Replace the monthly retraining by one that anybody can start",
        "Given a model that became worse, say what you would check first",
        "Expose the estimate through an endpoint that answers in under half a second",
        "You have told a customer why a model was wrong about them",
        "Three first shops by October, all 41 by Christmas",
        "Our archive holds ten years of data, and you will read some of it",
        "You will meet twelve growers in your first month",
    ],
)
def test_what_stands(line: str) -> None:
    reading = read(f"{HEAD}- {line}\n")
    assert reading.vague == ()
    assert line in [one.sentence.exact for one in reading.concrete]


def test_exclusion_is_found_in_what_a_company_says_of_itself_and_hollow_words_are_not() -> None:
    reading = read(f"{HEAD}\nWho we are\nWe are a young team of passionate people who love data.\n")
    assert [(one.kind.value, one.exact) for one in reading.vague] == [
        ("exclusionary", "young team of passionate people")
    ]


def test_quotes_stand_in_wrapped_and_curly_text() -> None:
    text = f"{HEAD}- You’re a natural problem\n  solver, and you have strong knowledge\n  of statistics\n"
    assert [one.exact for one in read(text).vague][-1] == "strong knowledge\n  of statistics"


def test_what_another_stage_would_need_is_noted_where_the_stage_is_known() -> None:
    text = f"{HEAD}\nTasks\n- Research new architectures\n"
    assert [one.exact for one in read(text, "scale").against] == ["Research new architectures"]
    assert read(text, "experimentation").against == read(text).against == ()


def test_many_subjects_at_once_are_told() -> None:
    subjects = "statistics, computer vision, LLMs, PyTorch, monitoring, mentoring, GDPR, CUDA, documentation, papers"
    lines = "".join(f"- Knows all about {subject}\n" for subject in subjects.split(", "))
    more = "- Python, Kubernetes, AWS, Spark\n- Explains it to stakeholders\n- Likes working in remote teams\n"
    assert any("different subjects" in note for note in read(f"{HEAD}{lines}{more}").notes)
    assert not any("different subjects" in note for note in read(f"{HEAD}{lines}").notes)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "no words"),
        ("!!! ???", "no words"),
        ("word " * 100_000, "about 200 pages"),
        ("zxcvb qwrtp mnbvc lkjhg fdspq wrtzx cvbnm", "does not read like text"),
    ],
)
def test_what_is_no_description(text: str, wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        read(text)


def test_another_language_is_told() -> None:
    text = "Wir suchen eine erfahrene Ingenieurin für maschinelles Lernen, die unsere Modelle im Betrieb verbessert."
    reading = read(text)
    assert reading.vague == ()
    assert "not seem to be in English" in reading.notes[0]


def test_a_text_without_demands_is_told() -> None:
    assert "No demand was found" in read("The reef is blue. Nobody has counted the fish.").notes[0]


def test_every_subject_has_something_for_every_stage_and_every_criterion_a_theme() -> None:
    for subject in KNOWLEDGE.demands.subjects:
        assert set(subject.can) == set(KNOWLEDGE.stages), subject.id
    themed = [criterion for theme in KNOWLEDGE.panel.themes for criterion in theme.criteria]
    assert len(themed) == len(set(themed))
    assert set(KNOWLEDGE.criteria) <= set(themed)
