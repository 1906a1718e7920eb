"""The index, with the real embedding model, on disk and on a real Chroma server."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.embed import Embedder
from knowledge.errors import StoreError
from knowledge.load import load_knowledge
from knowledge.passages import KINDS, passages
from knowledge.store import Store
from tests.knowledge.test_embed import packaged

Replace = Callable[[str, str, str], None]
DRIFT = "buzzwords/data.yaml"


def test_a_search_finds_what_is_meant(store: Store, content: Path) -> None:
    build = store.build(load_knowledge(content))
    assert (build.outcome, build.embedded, build.reused, build.removed) == ("built", build.passages, 0, 0)
    best, *rest = store.search("live and offline numbers disagreed", kind="question", k=2)
    assert best.entry == "eval-live"
    assert (best.criterion, best.stages, best.roles) == ("evaluation", ("late",), ("engineer",))
    assert best.score is not None
    assert rest[0].score is not None
    assert 1 >= best.score > rest[0].score >= -1
    exact = store.search("Speaks of how one does it. Advice in place of an occasion.", k=1)[0]
    assert exact.score == pytest.approx(1, abs=1e-4)
    assert str(exact).startswith("1.00  red_flag generalities")


def test_kinds_stages_and_roles_narrow_a_search(store: Store, content: Path) -> None:
    knowledge = load_knowledge(content)
    store.build(knowledge)
    for kind in KINDS:
        found = store.search("how was it judged", kind=kind, stage="early", role="engineer", k=100, asked_as=True)
        wanted = {cut.id for cut in passages(knowledge) if cut.kind == kind and cut.stages in ((), ("early",))}
        assert {hit.id for hit in found} == wanted
        assert found == store.search(
            "how was it judged", kind=kind, stage="early", role="engineer", k=100, asked_as=True
        )
    both = store.search("how was it judged", kind=("stage", "boilerplate"), stage="early", k=100)
    assert {passage.kind for passage in both} == {"stage", "boilerplate"}
    assert {"late"} not in [set(passage.stages) for passage in both]


def test_a_build_embeds_only_what_is_new_and_forgets_what_is_gone(
    store: Store, content: Path, replace: Replace
) -> None:
    first = store.build(load_knowledge(content))
    again = store.build(load_knowledge(content))
    assert (again.outcome, again.embedded) == ("current", 0)
    replace(DRIFT, "which distance on which columns", "how far the season's mean moved")
    shown: list[tuple[int, int]] = []
    changed = store.build(load_knowledge(content), lambda done, total: shown.append((done, total)))
    assert (changed.outcome, changed.embedded, changed.removed) == ("rebuilt", 1, 1)
    assert changed.reused == first.passages - 1
    assert changed.reason.startswith("knowledge ")
    assert shown == [(first.passages, first.passages)]
    assert "season" in store.search("data drift", kind="term", k=1)[0].text
    assert len(store.search("data drift", k=100, asked_as=True)) == first.passages


def test_another_embedding_model_is_noticed(store: Store, content: Path, remembering: Embedder) -> None:
    store.build(load_knowledge(content))
    other = Store(Embedder(str(packaged())), folder=store._folder, url=store._url)
    with pytest.raises(StoreError, match=r"was built with all-MiniLM.*; run `plumbline knowledge build`"):
        other.search("data drift")
    build = other.build(load_knowledge(content))
    assert (build.outcome, build.embedded) == ("rebuilt", build.passages)
    assert "embedded with all-MiniLM" in build.reason
    assert "index rebuilt (the last was embedded with" in str(build)
    other.close()


def test_an_interrupted_build_is_never_read(store: Store, content: Path, replace: Replace) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.build(load_knowledge(content), interrupt)
    with pytest.raises(StoreError, match="there is no index at"):
        store.search("data drift")
    assert store.build(load_knowledge(content)).outcome == "built"
    assert store.search("data drift", k=1)[0].entry == "data drift"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"query": " \n"}, "the query is empty"),
        ({"k": 0}, "ask for 1 to 100"),
        ({"k": 101}, "ask for 1 to 100"),
        ({"kind": "poem"}, "unknown kind 'poem'; known: question, criterion"),
        ({"kind": ("stage", "poem")}, "unknown kind 'poem'; known: question, criterion"),
        ({"stage": "soon"}, "unknown stage 'soon'; known: early, late"),
        ({"role": "poet"}, "unknown role 'poet'; known: engineer"),
    ],
)
def test_a_search_that_cannot_be_done_says_why(
    remembering: Embedder, content: Path, tmp_path: Path, given: dict[str, object], said: str
) -> None:
    store = Store(remembering, folder=tmp_path / "index")
    store.build(load_knowledge(content))
    with pytest.raises(StoreError, match=said):
        store.search(**{"query": "drift", **given})  # type: ignore[arg-type]
    store.close()


def test_a_damaged_index_says_what_to_delete(remembering: Embedder, content: Path, tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"this is not a database " * 1000)
    with pytest.raises(StoreError, match=r"does not work .*; check the disk, or delete that folder, then run"):
        Store(remembering, folder=tmp_path).build(load_knowledge(content))


def test_a_folder_that_cannot_be_made_is_named(remembering: Embedder, content: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="file/index does not work"):
        Store(remembering, folder=tmp_path / "file/index").build(load_knowledge(content))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1", r"http://127.0.0.1:1 does not work .*refused.*; start the server, or check the url"),
        ("localhost:8000", "is not the address of a Chroma server; write it like http://localhost:8000"),
        ("http://localhost:8000/api", "is not the address of a Chroma server"),
        ("http://localhost:port", "is not the address"),
    ],
)
def test_a_server_that_is_not_there_is_named(remembering: Embedder, url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        Store(remembering, url=url).search("drift")


def test_one_place_is_needed(remembering: Embedder, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="either a folder or a url"):
        Store(remembering)
    with pytest.raises(ValueError, match="either a folder or a url"):
        Store(remembering, folder=tmp_path, url="http://localhost:8000")


BUILDER = """
import hashlib
import sys
from pathlib import Path
from knowledge.embed import Embedder
from knowledge.load import load_knowledge
from knowledge.store import Store


class Quick(Embedder):
    def embed_documents(self, texts):
        return [[float(byte + 1) for byte in hashlib.sha256(text.encode()).digest()] * 12 for text in texts]


store = Store(Quick(), folder=Path(sys.argv[2]))
print(store.build(load_knowledge(Path(sys.argv[1]))).outcome)
print(len(store.search("drift", k=100, asked_as=True)))
"""


def test_two_processes_building_at_once_leave_one_whole_index(
    remembering: Embedder, content: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", BUILDER, str(content), str(tmp_path / "index")]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [builder.communicate(timeout=250) for builder in builders]
    count = str(len(passages(load_knowledge(content))))
    assert sorted(out for out, _ in said) == [f"built\n{count}\n", f"current\n{count}\n"], said
    store = Store(remembering, folder=tmp_path / "index")
    assert store.build(load_knowledge(content)).outcome == "current"
    store.close()


def test_people_find_entries_by_words_and_by_meaning(store: Store, content: Path, replace: Replace) -> None:
    store.build(load_knowledge(content))
    found = store.find("the distance over columns has drfited")
    assert found[0].entry == "term:data drift"
    assert len({one.entry for one in found}) == len(found)
    assert all(one.passage.kind != "boilerplate" for one in store.find("curious", k=100))
    only = store.find("what did you compare", kind="question", stage="late", role="engineer", k=100)
    assert [one.entry for one in only] == ["question:eval-live"]
    replace(DRIFT, "which distance on which columns", "the Kolmogorov quarrel")
    store.build(load_knowledge(content))
    assert "quarrel" in store.find("quarrel", k=1)[0].passage.text
    assert store.keywords().search("distance") == ()


def test_who_asks_in_other_words_finds_the_entry_and_reads_its_own(store: Store, content: Path) -> None:
    store.build(load_knowledge(content))
    found = store.find("our numbers looked odd after Christmas", k=1)[0]
    assert (found.entry, found.passage.part) == ("term:data drift", "unpacked_by")
    assert "which distance on which columns" in found.passage.text


def test_the_vectors_on_a_criterion_are_those_of_its_passages(store: Store, content: Path, replace: Replace) -> None:
    knowledge = load_knowledge(content)
    store.build(knowledge)
    found = store.on_criteria()
    wanted = Counter(cut.criterion for cut in passages(knowledge) if cut.criterion)
    assert {name: len(vectors) for name, vectors in found.items()} == wanted
    assert store.on_criteria() is found
    text = next(cut.text for cut in passages(knowledge) if cut.criterion == "evaluation")
    own = np.array(store.embedder.embed_query(text))
    assert max(found["evaluation"] @ own) == pytest.approx(1.0, abs=1e-4)
    replace("questions/evaluation.yaml", "What did you compare", "With what did you compare")
    store.build(load_knowledge(content))
    assert store.on_criteria() is not found, "another index"


def test_words_are_those_of_the_index_even_after_it_was_opened_anew(store: Store, content: Path) -> None:
    knowledge = load_knowledge(content)
    store.build(knowledge)
    store.close()
    assert len(store.keywords()) == len(passages(knowledge))


@pytest.mark.parametrize(("given", "said"), [({"query": " "}, "the query is empty"), ({"k": 0}, "ask for 1 to 100")])
def test_a_find_that_cannot_be_done_says_why(
    remembering: Embedder, tmp_path: Path, given: dict[str, object], said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        Store(remembering, folder=tmp_path / "index").find(**{"query": "drift", **given})  # type: ignore[arg-type]


def test_large_knowledge_is_written_and_read_in_pieces(
    store: Store, content: Path, replace: Replace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("PAGE", 3), ("MAX_BATCH", 4), ("MAX_NEW", 2)):
        monkeypatch.setattr(f"knowledge.store.{name}", size)
    shown: list[tuple[int, int]] = []
    first = store.build(load_knowledge(content), lambda done, total: shown.append((done, total)))
    assert [done for done, _ in shown[:2]] == [2, 4]
    assert shown[-1] == (first.passages, first.passages)
    replace(DRIFT, "which distance on which columns", "the Kolmogorov quarrel")
    changed = store.build(load_knowledge(content))
    assert (changed.embedded, changed.removed) == (1, 1)
    assert len(store.keywords()) == len(store.search("drift", k=100, asked_as=True)) == first.passages
