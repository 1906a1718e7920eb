"""Which role a title names, and that some name none of ours."""

import pytest

from assistant.asking.descriptions.posting import read_posting
from assistant.asking.descriptions.titles import Title, read_title
from knowledge.load import load_knowledge

ROLES = load_knowledge().roles


def title_of(text: str) -> Title | None:
    return read_title(read_posting(text).titles, ROLES)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Machine Learning Engineer", "ml_engineer"),
        ("ML developer (m/f/d)", "ml_engineer"),
        ("Head of Machine Learning", "ml_engineer"),
        ("Machine-learning platform engineer", "mlops_engineer"),
        ("Senior MLOps Engineer", "mlops_engineer"),
        ("Staff Engineer, ML Platform", "mlops_engineer"),
        ("PyTorch developer", "deep_learning_specialist"),
        ("Machine Learning Engineer, Computer Vision", "deep_learning_specialist"),
        ("Research Scientist (Deep Learning)", "deep_learning_specialist"),
        ("AI Engineer (LLM)", "llm_engineer"),
        ("Generative AI intern", "llm_engineer"),
        ("Data Scientist / ML Engineer", "ml_engineer"),
    ],
)
def test_a_title_names_a_role(text: str, role: str) -> None:
    title = title_of(text)
    assert title is not None
    assert title.role == role
    assert title.words.lower() in text.lower()
    assert title.quote in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Product Manager for our ML platform", "Product Manager"),
        ("Data Scientist", "Data Scientist"),
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
