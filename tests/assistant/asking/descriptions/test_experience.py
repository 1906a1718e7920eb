"""Seniority by title, years and phrases, and what must not be taken for it."""

import pytest

from assistant.asking.descriptions.experience import Experience, read_experience
from assistant.asking.descriptions.posting import read_posting


def found_in(text: str) -> Experience | None:
    return read_experience(read_posting(text))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Junior ML Engineer", "junior"),
        ("Internship, LLM engineering", "junior"),
        ("Graduate MLOps Engineer", "junior"),
        ("Working student, machine learning", "junior"),
        ("ML Engineer (mid-level)", "mid"),
        ("Sr. Machine Learning Engineer", "senior"),
        ("Senior Product Manager", "senior"),
        ("Principal Research Scientist", "lead"),
        ("Senior Staff Engineer", "lead"),
        ("Head of Machine Learning", "lead"),
        ("ML Engineer\n\n- 5+ years of experience with Python", "senior"),
        ("ML Engineer\n\n- 2-4 years' experience in industry", "mid"),
        ("ML Engineer\n\n- At least one year of work with data", "junior"),
        ("ML Engineer\n\nRequirements:\n- 3 yrs+ Python", "mid"),
        ("ML Engineer\n\n- 2 years of experience with Go\n- 6 years of experience with Python", "senior"),
        ("ML Engineer\n\nNo professional experience is required.", "junior"),
        ("ML Engineer\n\nYou will lead a team of five.", "lead"),
        ("Senior ML Engineer\n\n- 2 years of experience", "senior"),
        ("Senior ML Engineer\n\nYou report to the Lead Data Scientist.", "senior"),
    ],
)
def test_seniority_is_read(text: str, level: str) -> None:
    found = found_in(text)
    assert found is not None
    assert found.level == level
    assert found.words.lower() in text.lower()
    assert found.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "ML Engineer\n\nOur firm has 20 years of experience.\n",
        "ML Engineer\n\nYou will study ten years of sales data.",
        "ML Engineer\n\nThe system has been live for six years.",
        "ML Engineer\n\nYou work with senior engineers and mentor junior colleagues.",
        "ML Engineer\n\nWe are a leading provider, and our staff is happy.",
        "ML Engineer\n\nOur former working student left us a notebook.",
        "ML Engineer\n\nThe managing director has signed off the budget.",
        "ML Engineer for principal component analysis of international data",
        "ML Engineer\n\nBenefits:\n- 5 years of experience gained in one",
    ],
)
def test_words_about_others_and_years_of_others_do_not_count(text: str) -> None:
    assert found_in(text) is None


def test_several_seniorities_are_told_and_none_is_chosen() -> None:
    found = found_in("Junior or senior ML engineer")
    assert found is not None
    assert (found.level, found.words) == (None, "Junior and senior")
