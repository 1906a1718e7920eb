"""What a team adds counts at once, is replaced and removed whole, and a broken file changes nothing."""

import os
from pathlib import Path

import pytest

from knowledge.errors import ContentError, TeamError
from knowledge.load import load_knowledge
from knowledge.passages import passages
from knowledge.team import Team
from tests.knowledge.extraction.files import docx, paragraph, pdf, zipped
from tests.knowledge.team.conftest import FILES, Give


def refused(team: Team, *paths: Path, kind: str | None = None) -> list[str]:
    """The problems, after which nothing has changed."""
    number, entries = team.number, team.entries()
    with pytest.raises(ContentError) as caught:
        team.add(paths, kind)
    assert (team.number, team.entries()) == (number, entries)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_added_is_known_at_once(team: Team, give: Give, content: Path) -> None:
    assert team.knowledge() == load_knowledge(content)
    change = team.add([give(name) for name in FILES])
    assert set(change.added) == {
        "rubric:payments",
        "role:analyst",
        "criterion:care",
        "questions:questions",
        "document:guide",
    }
    knowledge = team.knowledge()
    assert knowledge.rubrics["payments"].criteria[0].id == "care"
    assert knowledge.questions["pay-loss"].criterion == "evaluation"
    assert knowledge.roles["analyst"].weights == {"evaluation": 3.0, "serving": 1.0, "care": 1.0}
    assert knowledge.stages["early"].weights == {"evaluation": 2.0, "serving": 1.0, "care": 1.0}
    assert knowledge.documents["guide"].title == "Payments guide"
    assert knowledge.version not in (load_knowledge(content).version, "")
    ours = {(cut.kind, cut.entry) for cut in passages(knowledge) if cut.team}
    assert {("question", "pay-loss"), ("criterion", "care"), ("document", "guide#1"), ("role", "analyst")} == ours
    assert "zanzibarquux" in "".join(str(cut) for cut in passages(knowledge))


def test_the_packages_own_is_replaced_and_comes_back(team: Team, give: Give, content: Path) -> None:
    change = team.add([give("role.yaml", "id: analyst", "id: engineer"), give("guide.md")])
    assert set(change.added) == {"role:engineer", "document:guide"}
    assert sorted(note.partition(": ")[2] for note in change.notes) == [
        "engineer now stands in place of what Plumbline comes with",
        "guide now stands in place of what Plumbline comes with",
    ]
    assert team.knowledge().roles["engineer"].name == "Analyst"
    back = team.remove(["engineer", "document:guide"])
    assert back.removed == ("role:engineer", "document:guide")
    assert len(back.notes) == 2
    assert team.knowledge() == load_knowledge(content)


def test_a_changed_file_replaces_the_old_one_and_the_same_is_said(team: Team, give: Give) -> None:
    team.add([give("guide.md"), give("questions.yaml")])
    number = team.number
    again = team.add([give("guide.md"), give("questions.yaml")])
    assert (again.added, again.replaced, team.number) == ((), (), number)
    assert all("is there already, word for word" in note for note in again.notes)
    changed = team.add([give("guide.md", "before a refund", "after a refund")])
    assert changed.replaced == ("document:guide",)
    other = team.add([give("copy.txt", content=FILES["guide.md"].replace("before", "after"))])
    assert other.added == ()
    assert "says the same as guide; not stored twice" in other.notes[0]


def test_documents_of_every_format_are_listed_and_shown(team: Team, give: Give) -> None:
    word = give("plan.docx", content=docx(paragraph("Timing", "berschrift1") + paragraph("Half an hour.")))
    paper = give("Über uns (neu).pdf", content=pdf("Who we are.", title="About us"))
    team.add([word, paper])
    assert [(entry.key, entry.title) for entry in team.entries()] == [
        ("document:plan.docx", "Timing"),
        ("document:Über uns (neu).pdf", "About us"),
    ]
    assert team.text("plan.docx") == "# Timing\n\nHalf an hour."
    assert "## page 1\n\nWho we are." in team.text("document:Über uns (neu).pdf")
    assert {cut.part for cut in passages(team.knowledge()) if cut.team} == {"text", "page 1"}


BAD = [
    ("a.yaml", "", "is empty"),
    ("a.yaml", b"\x89PNG\r\n\x1a\n\0\0", "is not UTF-8 text"),
    ("a.yaml", "id:\tx\n\t- y", "is not YAML"),
    ("a.yaml", "a: &a [x]\nb: &b [*a,*a]\nid: *b", "does not look like anything"),
    (
        "a.yaml",
        "\n".join(f"k{n + 1}: &k{n + 1} [{', '.join([f'*k{n}'] * 9)}]" if n else "k1: &k1 [x]" for n in range(9)),
        "has more than 100,000 values",
    ),
    ("a.yaml", "id: x\nid: y", "has the key 'id' twice"),
    ("a.yaml", "- just\n- a list", "is no mapping"),
    ("a.yaml", "colour: red", "does not look like anything that can be added; say what it is with --as: rubric"),
    ("a.xlsx", b"PK\x03\x04", "is of no kind that is known by its name (.xlsx); known: .md"),
    ("a.docx", zipped({"xl/a.xml": ""}), "is a ZIP archive, but no Word document"),
    ("a.pdf", pdf("", ""), "has no text, only pictures"),
    ("role.yaml", FILES["role.yaml"].replace("id: analyst", "id: ../analyst"), "id: '../analyst' is not an id"),
    ("role.yaml", FILES["role.yaml"].replace("evaluation: 3", "luck: 3"), "weights.luck: 'luck' is not a known crit"),
    ("role.yaml", FILES["role.yaml"] + "colour: red", "colour: is not a known key"),
    (
        "rubric.yaml",
        FILES["rubric.yaml"].replace("it is not, it is", "it is"),
        "levels: has 1 entries; give at least 2",
    ),
    ("questions.yaml", FILES["questions.yaml"].replace("[engineer]", "[poet]"), "roles[0]: 'poet' is not a known role"),
    ("questions.yaml", FILES["questions.yaml"].replace("How did you", "Don't you agree that you"), "is leading"),
    (
        "questions.yaml",
        FILES["questions.yaml"].replace("How much was it?", "How old are you?"),
        "follow_ups.metric: is unl",
    ),
]


@pytest.mark.parametrize(("name", "text", "said"), BAD, ids=[f"{name}-{said[:18]}" for name, _, said in BAD])
def test_a_bad_file_is_refused_by_name_and_changes_nothing(
    team: Team, give: Give, name: str, text: str | bytes, said: str
) -> None:
    team.add([give("guide.md")])
    bad = give(name, content=text)
    found = refused(team, give("criterion.yaml"), bad)
    assert any(problem.startswith(f"{bad}: ") and said in problem for problem in found), found


def test_every_problem_of_every_file_is_listed_at_once(team: Team, give: Give, tmp_path: Path) -> None:
    found = refused(
        team,
        give("role.yaml", "purpose: Looks.", "purpos: Looks."),
        give("questions.yaml", "[engineer]", "[analyst, poet]"),
        give("a.pdf", content=b"%PDF-"),
        tmp_path / "vanished.md",
    )
    assert len(found) == 5
    assert [Path(problem.split(": ")[0]).name for problem in found] == [
        "a.pdf",
        "questions.yaml",
        "role.yaml",
        "role.yaml",
        "vanished.md",
    ]
    assert "analyst" not in found[1]


def test_what_others_refer_to_is_not_removed(team: Team, give: Give) -> None:
    team.add([give("role.yaml"), give("questions.yaml", "[engineer]", "[analyst]")])
    with pytest.raises(ContentError, match="nothing was removed, others refer to it: 1 problem") as caught:
        team.remove(["analyst"])
    assert "team/questions/questions.yaml: questions[0].roles[0]: 'analyst' is not a known role" in str(caught.value)
    assert "analyst" in team.knowledge().roles
    assert len(team.remove(["analyst", "questions:questions"]).removed) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("analist", "nothing called 'analist'; did you mean 'analyst'"),
        ("pay-loss", "is in questions:questions; remove that"),
        ("guide", "can mean role:guide or document:guide; say which"),
        ("../../etc", "nothing called"),
    ],
)
def test_what_cannot_be_removed_is_told(team: Team, give: Give, name: str, said: str) -> None:
    team.add([give("role.yaml"), give("questions.yaml"), give("guide.md")])
    team.add([give("role.yaml", "id: analyst", "id: guide")])
    with pytest.raises(TeamError, match=said):
        team.remove([name])


def test_two_files_for_one_place_are_refused(team: Team, give: Give, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(FILES["role.yaml"])
    assert "would be stored in the same place as" in refused(team, give("role.yaml"), tmp_path / "other.yaml")[0]


def test_a_kind_can_be_told(team: Team, give: Give) -> None:
    assert team.add([give("notes", content="Just words.")], "document").added == ("document:notes",)
    assert "purpose: is missing" in " ".join(refused(team, give("a.yaml", content="id: x"), kind="role"))


def test_json_is_as_good_as_yaml(team: Team, give: Give) -> None:
    text = '{"id": "j", "criteria": [{"id": "a", "name": "A", "description": "b", "levels": ["c", "d"]}]}'
    assert team.add([give("r.json", content=text)]).added == ("rubric:j",)
    assert team.knowledge().rubrics["j"].criteria[0].levels == ("c", "d")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(team: Team, give: Give) -> None:
    path = give("guide.md")
    path.chmod(0)
    assert "check its permissions" in refused(team, path)[0]


def test_what_broke_since_can_still_be_removed(team: Team, give: Give, content: Path) -> None:
    team.add([give("role.yaml"), give("questions.yaml"), give("guide.md")])
    role = (content / "roles/engineer.yaml").read_text()
    (content / "roles/builder.yaml").write_text(role.replace("id: engineer", "id: builder"))
    for name in ("roles/engineer.yaml", "questions/evaluation.yaml", "work_samples/engineer.yaml"):
        (content / name).unlink()
    with pytest.raises(ContentError, match=r"team/questions/questions.yaml: questions\[0\].roles\[0\]: 'engineer'"):
        team.knowledge()
    assert team.remove(["guide"]).removed == ("document:guide",)
    assert team.remove(["questions"]).removed == ("questions:questions",)
    assert list(team.knowledge().roles) == ["builder", "analyst"]


def test_the_examples_that_are_shipped_can_be_added_together(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    change = team.add(sorted(Path("assistant/team_samples").iterdir()))
    assert len(change.added) == 4
    assert change.notes == ()
    knowledge = team.knowledge()
    assert knowledge.roles["fraud_scientist"].like in knowledge.roles
    assert set(knowledge.roles["fraud_scientist"].weights) == set(knowledge.criteria)


def test_a_role_that_is_like_an_unknown_one_is_refused(team: Team, give: Give) -> None:
    assert (
        "like: 'poet' is not a known role"
        in refused(team, give("role.yaml", "name: Analyst", "name: A\nlike: poet"))[0]
    )
