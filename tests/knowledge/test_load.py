"""Content files become a `Knowledge` or one error that lists everything wrong with them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

import knowledge as package_module
from knowledge.errors import ContentError, KnowledgeError
from knowledge.load import load_knowledge
from knowledge.types import EvidenceKind, Seniority

Replace = Callable[[str, str, str], None]
QUESTIONS, STAGE, ROLE = "questions/evaluation.yaml", "stages/early.yaml", "roles/engineer.yaml"
SAMPLES = "work_samples/engineer.yaml"


def problems(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_knowledge(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_content_of_the_package_loads() -> None:
    knowledge = load_knowledge()
    assert list(knowledge.stages) == ["experimentation", "prototype_to_production", "scale"]
    assert len(knowledge.roles) >= 4
    assert len(knowledge.criteria) >= 10
    assert len(knowledge.terms) >= 60
    assert len(knowledge.red_flags) >= 10
    assert all(len(criterion.levels) == 5 for criterion in knowledge.criteria.values())


def test_a_folder_loads_with_everything_in_it(content: Path) -> None:
    knowledge = load_knowledge(content)
    question = knowledge.questions["eval-baseline"]
    assert question.criterion == "evaluation"
    assert question.seniority == (Seniority.JUNIOR, Seniority.MID)
    assert question.follow_ups.probe("metric") == "By how much was it better?"
    assert question.follow_ups.probe(EvidenceKind.SCALE) is None
    assert knowledge.terms["data drift"].unpacked_by[0].kind == "metric"
    assert knowledge.stages["early"].weights == {"evaluation": 2.0, "serving": 1.0}
    assert set(knowledge.red_flags) == {"generalities"}


def test_values_are_frozen(content: Path) -> None:
    question = load_knowledge(content).questions["eval-baseline"]
    with pytest.raises(ValidationError):
        question.text = "Another?"  # type: ignore[misc]


BROKEN = [
    (STAGE, "ask: ", "asks: ", ["stages/early.yaml: ask: is missing", "did you mean 'ask'?"]),
    (STAGE, "id: early", "id: earlier", ["id: is 'earlier', not the name of the file", "stages/earlier.yaml"]),
    (STAGE, "evaluation: 2, ", "", ["weights: has nothing for evaluation; add a line"]),
    (STAGE, "evaluation: 2", "evaluation: 2, luck: 1", ["weights.luck: 'luck' is not a known criterion"]),
    (STAGE, "evaluation: 2", "evaluation: -1", ["weights.evaluation: is -1; give at least 0"]),
    (STAGE, "evaluation: 2", "evaluation: .nan", ["weights.evaluation: is nan; give"]),
    (STAGE, "evaluation: 2", "evaluation: '2'", ["weights.evaluation: is text, not a number"]),
    (STAGE, "evaluation: 2", "evaluation: 2, evaluation: 1", ["line 9: has the key 'evaluation' twice"]),
    (STAGE, "[nobody knows]", "nobody knows", ["recognise: is text, not a list"]),
    (STAGE, "[nobody knows]", "[x]\nphrases: ['(?:so far']", ["phrases[0]: is no regular expression (missing ), unt"]),
    (STAGE, "[nobody knows]", "[x]\ntell_apart: {soon: Why}", ["tell_apart.soon: 'soon' is not a known stage"]),
    (STAGE, "[nobody knows]", "[2024-05-01]", ["recognise[0]: is a date, not text"]),
    (STAGE, "[nobody knows]", "[' ']", ["recognise[0]: is empty"]),
    (STAGE, "[nobody knows]", "[nobody knows", ["column", "is not YAML"]),
    (STAGE, "[nobody knows]", "!!python/name:os.system x", ["is not YAML (could not determine a constructor"]),
    (ROLE, ", lead: people", "", ["seniority.lead: is missing; add it"]),
    ("criteria/serving.yaml", ", Serving argued", "", ["levels: has 4 entries; give at least 5"]),
    ("criteria/serving.yaml", "[metric]", "[vibe]", ["evidence.central[0]: is 'vibe'; use 'metric', "]),
    ("criteria/serving.yaml", ", late: a live test of Serving", "", ["stages: has nothing for late"]),
    (QUESTIONS, "criterion: evaluation", "criterion: luck", ["criterion: 'luck' is not a known criterion"]),
    (QUESTIONS, "stage: early", "stage: soon", ["questions[0].stage: 'soon' is not a known stage; known: early, l"]),
    (QUESTIONS, "[engineer]", "[engineer, poet]", ["questions[1].roles[1]: 'poet' is not a known role"]),
    (QUESTIONS, "[engineer]", "[engineer, engineer]", ["questions[0].roles[1]: repeats 'engineer'"]),
    (QUESTIONS, "[senior]", "[expert]", ["questions[1].seniority[0]: is 'expert'; use 'junior'"]),
    (QUESTIONS, "minutes: 6", "minutes: 6.5", ["questions[0].minutes: is a decimal number, not a whole number"]),
    (QUESTIONS, "minutes: 6", "minutes: yes", ["questions[0].minutes: is true or false, not a whole number"]),
    (QUESTIONS, "minutes: 6", "minutes: 600", ["questions[0].minutes: is 600; give at most 60"]),
    (QUESTIONS, "baseline: 'What", "base: 'What", ["follow_ups.base: is not a known key; did you mean 'baseline'?"]),
    (QUESTIONS, "id: eval-live", "id: eval-baseline", ["questions[eval-baseline]: is there twice"]),
    (QUESTIONS, "id: eval-live", "id: eval live", ["questions[1].id: 'eval live' is not an id"]),
    (SAMPLES, "role: engineer", "role: poet", ["role: 'poet' is not a known role", "role: is 'poet', not the name of"]),
    (SAMPLES, "stage: early", "stage: soon", ["samples[0].stage: 'soon' is not a known stage"]),
    (SAMPLES, "criterion: serving", "criterion: luck", ["samples[0].guide[1].criterion: 'luck' is not a known crit"]),
    (SAMPLES, "minutes: 60", "minutes: 5", ["samples[0].minutes: is 5; give at least 15"]),
    ("buzzwords/data.yaml", "hollow: false", "hollow: 'no'", ["terms[0].hollow: is text, not true or false"]),
    ("red_flags.yaml", "flags:", "flag:", ["red_flags.yaml: flags: is missing", "did you mean 'flags'?"]),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BROKEN)
def test_a_broken_file_is_named_with_place_and_remedy(
    content: Path, replace: Replace, name: str, old: str, new: str, said: list[str]
) -> None:
    replace(name, old, new)
    found = problems(content)
    assert all(problem.startswith(name) for problem in found)
    for words in said:
        assert any(words in problem for problem in found), found


def test_all_problems_of_all_files_come_at_once(content: Path, replace: Replace) -> None:
    replace(STAGE, "ask: ", "asks: ")
    replace(ROLE, "purpose: ", "purpose: x\npurpose: ")
    replace(ROLE, "outcomes: ", "outcomes: [y]\noutcomes: ")
    replace(QUESTIONS, "minutes: 6", "minutes: 0")
    replace(QUESTIONS, "stage: late", "stage: later")
    found = problems(content)
    assert len(found) == 6
    assert [problem.split(":")[0] for problem in found] == [QUESTIONS] * 2 + [ROLE] * 2 + [STAGE] * 2


def test_a_list_is_not_called_short_because_an_entry_is_wrong(content: Path, replace: Replace) -> None:
    replace("criteria/serving.yaml", "Serving argued", "7")
    assert len(problems(content)) == 1


def test_a_file_that_cannot_be_read_takes_no_reference_with_it(content: Path) -> None:
    (content / "criteria/evaluation.yaml").write_bytes(b"\xff\xfe\x00")
    assert problems(content) == [
        "criteria/evaluation.yaml: is not UTF-8 text (byte 0); save it as UTF-8",
    ]


def test_a_name_that_would_not_be_read_is_reported(content: Path) -> None:
    (content / "roles/poet.yml").write_text("id: poet")
    assert problems(content) == ["roles/poet.yml: would not be read; name it poet.yaml"]


def test_the_same_term_in_two_files_is_reported_with_both(content: Path) -> None:
    shutil.copy(content / "buzzwords/data.yaml", content / "buzzwords/other.yaml")
    assert problems(content) == [
        "buzzwords/other.yaml: terms[data drift]: is there twice, also in buzzwords/data.yaml; "
        "rename or remove one of them"
    ]


@pytest.mark.parametrize("folder", ["stages", "roles", "criteria"])
def test_a_folder_without_content_is_reported(content: Path, folder: str) -> None:
    shutil.rmtree(content / folder)
    assert f"{folder}: holds no YAML file; add at least one" in problems(content)


def test_questions_terms_and_flags_may_be_absent(content: Path) -> None:
    for name in ("questions", "buzzwords"):
        shutil.rmtree(content / name)
    (content / "red_flags.yaml").unlink()
    knowledge = load_knowledge(content)
    assert [len(part) for part in (knowledge.questions, knowledge.terms, knowledge.red_flags)] == [0, 0, 0]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is not a folder; give the folder that holds stages"):
        load_knowledge(tmp_path / "none")


def test_the_version_follows_every_byte_and_name(content: Path) -> None:
    first = load_knowledge(content).version
    assert len(first) == 12
    assert load_knowledge(content).version == first
    (content / "buzzwords/data.yaml").rename(content / "buzzwords/terms.yaml")
    renamed = load_knowledge(content).version
    with (content / "red_flags.yaml").open("a") as stream:
        stream.write("\n")
    assert len({first, renamed, load_knowledge(content).version}) == 3


def test_the_probes_are_the_packages_unless_the_folder_has_its_own(content: Path) -> None:
    package = load_knowledge()
    assert list(package.probes) == list(EvidenceKind)
    before = load_knowledge(content)
    assert before.probes == package.probes
    own = (Path(package_module.__file__).parent / "probes.yaml").read_text(encoding="utf-8")
    (content / "probes.yaml").write_text(
        own.replace("When did that let you down?", "When did it give way?"), encoding="utf-8"
    )
    after = load_knowledge(content)
    assert "When did it give way?" in after.probes[EvidenceKind.FAILURE].probes
    assert after.version != before.version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metric: {}", ["metric.probes: is missing; add it", "baseline: is missing; add it"]),
        ("metrics: {}", ["metrics: is not a known key; did you mean 'metric'?"]),
        ("[", ["is not YAML"]),
    ],
)
def test_probes_that_are_not_whole_are_refused(content: Path, text: str, expected: list[str]) -> None:
    (content / "probes.yaml").write_text(text, encoding="utf-8")
    found = problems(content)
    assert all(any(f"probes.yaml: {one}" in problem or one in problem for problem in found) for one in expected), found


def test_the_boilerplate_is_the_packages_unless_the_folder_has_its_own(content: Path) -> None:
    assert load_knowledge(content).boilerplate.person == ("you are curious",)
    (content / "boilerplate.yaml").unlink()
    assert load_knowledge(content).boilerplate == load_knowledge().boilerplate
    (content / "boilerplate.yaml").write_text("staff: [x]\n", encoding="utf-8")
    assert any("boilerplate.yaml: staff: is not a known key" in problem for problem in problems(content))


def test_how_a_stage_and_a_role_are_described_may_be_left_out(content: Path) -> None:
    knowledge = load_knowledge(content)
    assert knowledge.stages["early"].described_as == ()
    assert (knowledge.roles["engineer"].titles, knowledge.roles["engineer"].general) == ((), False)
