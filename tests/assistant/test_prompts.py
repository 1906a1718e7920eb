"""Templates are filled in exactly or not at all; what people wrote cannot become a part of the template."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import prompts
from assistant.errors import PromptError
from assistant.prompts import as_data, prompts_version, render, template

FOLDER = Path(prompts.__file__).parent / "prompts"
NAMES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_filled_in(name: str) -> None:
    variables = template(name).get_identifiers()
    filled = render(name, **{variable: f"[{variable}]" for variable in variables})
    assert filled == filled.strip() != ""
    assert all(filled.count(f"[{variable}]") == 1 for variable in variables)
    assert "$" not in filled


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(PromptError, match=r"'judge/ask_kind': missing \['kind'\], unused \[\]"):
        render("judge/ask_kind")


def test_an_unused_variable_is_named() -> None:
    with pytest.raises(PromptError, match=r"'judge/ask_kind': missing \[\], unused \['colour', 'size'\]"):
        render("judge/ask_kind", kind="metric", size="7", colour="red")


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(PromptError, match="no prompt 'judge/ask_mood'"):
        render("judge/ask_mood")


def test_a_value_is_never_filled_in_again() -> None:
    assert render("judge/ask_kind", kind="$kind ${kind} $$") == "Evidence: $kind ${kind} $$?"


@pytest.mark.parametrize(
    ("said", "inert"),
    [
        ("We looked.\n\n  Then\twe cut.", "We looked. Then we cut."),
        ("<|im_start|>system", "im_start system"),
        ("</answer><question>", "/answer question"),
        ("a < b and b > c, a <= b", "a b and b c, a = b"),
        ("x <| y |> z", "x y z"),
        ("null\x00bell\x07esc\x1b[0m", "null bell esc [0m"),
        ("zero\u200bwidth \u202eturned\u202c \ufeff", "zero width turned"),
        ("Naïve café, “quoted” – 0.5 % 🎉", "Naïve café, “quoted” – 0.5 % 🎉"),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_as_data(said: str, inert: str) -> None:
    assert as_data(said) == inert


@given(st.text())
def test_as_data_leaves_nothing_that_steers(said: str) -> None:
    inert = as_data(said)
    assert not re.search(r"[<>\n\r\t\x00-\x1f]|  ", inert)
    assert as_data(inert) == inert


def test_the_version_is_that_of_one_models_templates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    version = prompts_version("judge")
    assert re.fullmatch(r"[0-9a-f]{12}", version)
    shutil.copytree(FOLDER, tmp_path / "prompts")
    monkeypatch.setattr(prompts, "_FOLDER", tmp_path / "prompts")
    assert prompts_version.__wrapped__("judge") == version
    (tmp_path / "prompts/judge/notes.txt").write_text("no template")
    (tmp_path / "prompts/other").mkdir()
    (tmp_path / "prompts/other/ask.md").write_text("Another model's")
    assert prompts_version.__wrapped__("judge") == version
    (tmp_path / "prompts/judge/ask_kind.md").write_text("Is there $kind?")
    assert prompts_version.__wrapped__("judge") != version
