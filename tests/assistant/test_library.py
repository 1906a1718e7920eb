"""A team's change reaches files, index and search; the page's rooms follow it; what is alike is named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.errors import InputError
from assistant.house import House
from assistant.library import Library, Refused
from assistant.opening import Rooms
from assistant.scoring import Progress
from knowledge.embed import Embedder
from knowledge.store import Store
from knowledge.team import Team
from knowledge.types import Knowledge
from tests.knowledge.conftest import FILES as CONTENT
from tests.knowledge.conftest import Remembering
from tests.knowledge.team.conftest import FILES

SECRET = "zanzibarquux"


@pytest.fixture(scope="module")
def remembering() -> Embedder:
    return Remembering()


@pytest.fixture
def team(tmp_path: Path) -> Team:
    for name, text in CONTENT.items():
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text(text, encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Team(tmp_path / "data" / "team", tmp_path / "content")


@pytest.fixture
def store(remembering: Embedder, tmp_path: Path) -> Iterator[Store]:
    opened = Store(remembering, folder=tmp_path / "data" / "index")
    yield opened
    opened.close()


@pytest.fixture
def library(team: Team, store: Store, remembering: Embedder) -> Library:
    return Library(team, store, remembering)


def quiet(progress: Progress) -> None:
    """Progress that nobody looks at."""


def test_what_is_added_is_found_and_what_is_removed_is_not(library: Library, tmp_path: Path) -> None:
    seen: list[str] = []
    outcome = library.add([tmp_path / "guide.md"], lambda step: seen.append(step.doing))
    assert outcome.change.added == ("document:guide",)
    assert seen[0] == "reading"
    assert "indexing" in seen
    best = library.find(SECRET, k=1)[0].passage
    assert (best.entry, best.team, SECRET in best.text) == ("guide#1", True, True)
    assert SECRET in library.text("guide")
    library.remove(["guide"], quiet)
    assert not any(SECRET in one.passage.text for one in library.find(SECRET, k=100))
    left = [path for path in (tmp_path / "data").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert left == []


def test_only_what_is_new_is_embedded(library: Library, tmp_path: Path) -> None:
    library.add([tmp_path / "guide.md"], quiet)
    outcome = library.add([tmp_path / "questions.yaml"], quiet)
    assert " 1 embedded, " in outcome.indexed


def test_a_question_that_is_asked_already_is_named(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    asked = "How did you find out what a false alarm costs?"
    path.write_text(path.read_text().replace(asked, "What did you compare your last model to?"))
    (told,) = library.add([path], quiet).alike
    assert told.startswith("'pay-loss' asks nearly the same as 'eval-baseline' (cosine 0.9")
    assert "What did you compare your last model with?" in told


def test_a_refusal_has_every_problem(library: Library, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: x\nid: y\n")
    with pytest.raises(Refused) as caught:
        library.add([tmp_path / "bad.yaml", tmp_path / "none.md", tmp_path / "guide.md"], quiet)
    assert [Path(problem.file).name for problem in caught.value.problems] == ["bad.yaml", "none.md"]
    assert str(caught.value).startswith("nothing was added: 2 problems\n  ")
    assert library.entries() == ()


def test_an_index_that_cannot_be_written_is_told_and_the_files_count(
    team: Team, remembering: Embedder, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("in the way")
    broken = Library(team, Store(remembering, folder=tmp_path / "taken" / "index"), remembering)
    outcome = broken.add([tmp_path / "guide.md"], quiet)
    assert "does not work" in outcome.unindexed
    assert "guide" in team.knowledge().documents
    fine = Store(remembering, folder=tmp_path / "index")
    fine.build(team.knowledge())
    assert fine.find(SECRET, k=1)[0].passage.entry == "guide#1"
    fine.close()


def test_what_is_not_there_is_told(library: Library) -> None:
    for ask in (lambda: library.text("poem"), lambda: library.remove(["poem"], quiet)):
        with pytest.raises(InputError, match="has added nothing called 'poem'"):
            ask()


def test_rooms_follow_the_team(team: Team, library: Library, store: Store, tmp_path: Path) -> None:
    house = House(team, library, store, lambda knowledge: cast(Rooms, knowledge))
    before = cast(Knowledge, house.rooms)
    assert house.rooms is cast(Any, before)
    library.add([tmp_path / "role.yaml"], quiet)
    after = cast(Knowledge, house.rooms)
    assert ("analyst" in before.roles, "analyst" in after.roles) == (False, True)
    assert house.rooms is cast(Any, after)
    house.close()


def test_rooms_stay_as_they_were_where_the_knowledge_breaks(
    team: Team, library: Library, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(team, library, store, lambda knowledge: cast(Rooms, knowledge))
    library.add([tmp_path / "role.yaml"], quiet)
    before = house.rooms
    state = max((tmp_path / "data" / "team").glob("[0-9]*"))
    (state / "roles" / "analyst.yaml").write_text("id: [")
    state.rename(state.with_name("99"))
    assert house.rooms is before
    assert "cannot be loaded" in caplog.text
    house.close()
