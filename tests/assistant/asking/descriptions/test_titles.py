"""Which role a title names, and that some name none of ours."""

from collections.abc import Mapping

import pytest

from assistant.asking.descriptions.posting import read_posting
from assistant.asking.descriptions.titles import Title, read_title
from knowledge.load import load_knowledge
from knowledge.types import Role

ROLES = load_knowledge().roles
SCIENCE, BACK_END, ADVICE = "data_scientist", "python_backend_engineer", "ml_consultant"
MORE = {
    SCIENCE: ("data scientist", "data science"),
    BACK_END: ("ML back end", "Python back end", "Python"),
    ADVICE: ("ML consultant", "data science consultant", "head of data science", "ML lead"),
}
WITH_MORE = {
    **ROLES,
    **{id_: ROLES["llm_engineer"].model_copy(update={"id": id_, "titles": titles}) for id_, titles in MORE.items()},
}
WITHOUT = {id_: role for id_, role in ROLES.items() if id_ not in MORE}


def title_of(text: str, roles: Mapping[str, Role] = ROLES) -> Title | None:
    return read_title(read_posting(text).titles, roles)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Machine Learning Engineer", "ml_engineer"),
        ("ML developer (m/f/d)", "ml_engineer"),
        ("Head of Machine Learning", "ml_consultant"),
        ("PyTorch developer", "pytorch_developer"),
        ("Data Scientist", "data_scientist"),
        ("Python backend developer", "python_backend_engineer"),
        ("Machine-learning platform engineer", "mlops_engineer"),
        ("Senior MLOps Engineer", "mlops_engineer"),
        ("Staff Engineer, ML Platform", "mlops_engineer"),
        ("Machine Learning Engineer, Computer Vision", "deep_learning_specialist"),
        ("Research Scientist (Deep Learning)", "deep_learning_specialist"),
        ("AI Engineer (LLM)", "llm_engineer"),
        ("Generative AI intern", "llm_engineer"),
        (
            "We seek an LLM engineer.\n\n3 years of experience in software engineering or machine learning.",
            "llm_engineer",
        ),
    ],
)
def test_a_title_names_a_role(text: str, role: str) -> None:
    title = title_of(text)
    assert title is not None
    assert title.role == role
    assert title.words.lower() in text.lower()
    assert title.quote in text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Data Scientist", SCIENCE),
        ("Data Scientist / ML Engineer", SCIENCE),
        ("Junior Data-Scientist (f/m/x)", SCIENCE),
        ("Consultant, Data Science", SCIENCE),
        ("Data science consultant", ADVICE),
        ("Head of Data Science", ADVICE),
        ("Machine learning backend developer", None),
        ("ML backend developer", BACK_END),
        ("Senior Python Back-End Engineer", BACK_END),
        ("Python developer", BACK_END),
        ("ML consultant", ADVICE),
        ("ML engineer", "ml_engineer"),
        ("Product manager, Python back end", None),
        ("Data engineer", None),
    ],
)
def test_words_of_a_profession_within_a_roles_own_words_are_that_role(text: str, role: str | None) -> None:
    title = title_of(text, WITH_MORE)
    assert title is not None
    assert title.role == role


@pytest.mark.parametrize("text", ["Data Scientist", "ML backend developer", "Data Scientist / Data Engineer"])
def test_a_profession_that_no_role_is_for_is_told(text: str) -> None:
    title = title_of(text, WITHOUT)
    assert title is not None
    assert title.role is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Product Manager for our ML platform", "Product Manager"),
        ("Technical writer for an AI product", "Technical writer"),
        ("Backend developer", "Backend developer"),
        ("Registered nurse, nights", "nurse"),
    ],
)
def test_a_title_of_another_profession_names_no_role(text: str, words: str) -> None:
    title = title_of(text)
    assert title is not None
    assert (title.role, title.words) == (None, words)


@pytest.mark.parametrize(
    "text",
    [
        "MLOps",
        "Staff Engineer",
        "AI Engineer",
        "We like machine learning",
        "LLM engineer and MLOps engineer",
        "We are a company in the machine learning business with a lot of customers all over the place and more "
        "to come.",
    ],
)
def test_what_names_no_single_role_says_nothing(text: str) -> None:
    assert title_of(text) is None
