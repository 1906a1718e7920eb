"""What leaves the knowledge leaves the index: no search finds it, and on disk no byte of it stays."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import sweeping
from knowledge.embed import Embedder
from knowledge.errors import StoreError
from knowledge.load import load_knowledge
from knowledge.store import Store
from knowledge.types import Knowledge
from tests.knowledge.conftest import Quick

Replace = Callable[[str, str, str], None]
GUIDE, DRIFT = "documents/guide.md", "buzzwords/data.yaml"
SECRET = "zanzibarquux"


def with_secret(content: Path, replace: Replace) -> Knowledge:
    replace(GUIDE, "Half an hour", f"The {SECRET} takes half an hour")
    return load_knowledge(content)


def without_secret(content: Path, replace: Replace) -> Knowledge:
    replace(GUIDE, f"The {SECRET} takes half an hour", "Half an hour")
    return load_knowledge(content)


def found(store: Store) -> bool:
    """By meaning and by words, among everything."""
    hits = [passage.text for passage in store.search(SECRET, k=100)]
    return any(SECRET in text for text in [*hits, *(one.passage.text for one in store.find(SECRET, k=100))])


def left_on_disk(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes().lower()]


def segments(folder: Path) -> int:
    return sum(path.is_dir() for path in folder.iterdir())


def test_what_was_removed_is_found_no_more(store: Store, content: Path, replace: Replace) -> None:
    store.build(with_secret(content, replace))
    assert found(store)
    build = store.build(without_secret(content, replace))
    assert (build.embedded, build.removed) == (1, 1)
    assert not found(store)
    texts = [
        document
        for collection in store._client().list_collections()
        if collection.name.startswith(store._reading.name[:10] if store._reading else "")
        for document in collection.get()["documents"] or ()
    ]
    assert len(texts) == build.passages
    assert not any(SECRET in text for text in texts)


def test_on_disk_no_byte_of_it_stays(remembering: Embedder, content: Path, replace: Replace, tmp_path: Path) -> None:
    store = Store(remembering, folder=tmp_path / "index")
    many = [f"\n## Part {number}\n\nThe {SECRET} of part {number}.\n" for number in range(1200)]
    (content / "documents/many.md").write_text("".join(many))
    store._embedder = Quick()
    store.build(with_secret(content, replace))
    assert left_on_disk(tmp_path / "index") == ["chroma.sqlite3"]
    assert segments(tmp_path / "index") == 1
    (content / "documents/many.md").unlink()
    store.build(without_secret(content, replace))
    assert left_on_disk(tmp_path / "index") == []
    assert segments(tmp_path / "index") <= 1
    store.close()


def test_another_process_that_builds_later_removes_it_too(
    remembering: Embedder, content: Path, replace: Replace, tmp_path: Path
) -> None:
    first = Store(remembering, folder=tmp_path / "index")
    first.build(with_secret(content, replace))
    first.close()
    later = Store(remembering, folder=tmp_path / "index")
    later.build(without_secret(content, replace))
    assert not found(later)
    later.close()
    assert left_on_disk(tmp_path / "index") == []


def test_what_a_killed_process_left_is_swept_by_the_next(
    remembering: Embedder, content: Path, replace: Replace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(remembering, folder=tmp_path / "index")
    store.build(with_secret(content, replace))

    def killed(folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "_sweep", killed)
        with pytest.raises(KeyboardInterrupt):
            store.build(without_secret(content, replace))
    assert left_on_disk(tmp_path / "index")
    store.close()
    again = Store(remembering, folder=tmp_path / "index")
    assert again.build(load_knowledge(content)).outcome == "current"
    again.close()
    assert left_on_disk(tmp_path / "index") == []


def test_memory_that_an_index_was_written_with_is_blanked(
    remembering: Embedder, content: Path, replace: Replace, tmp_path: Path
) -> None:
    with closing(Store(remembering, folder=tmp_path / "index")) as store:
        store.build(with_secret(content, replace))
        store.build(without_secret(content, replace))
        (index,) = (tmp_path / "index").rglob("data_level0.bin")
        whole = index.stat().st_size
        with index.open("r+b") as stream:
            stream.seek(whole - 100)
            stream.write(SECRET.encode())
        sweeping._sweep(tmp_path / "index")
        assert index.stat().st_size == whole
        assert left_on_disk(tmp_path / "index") == []
        assert store.search("half an hour", k=1)


def test_a_build_that_was_interrupted_leaves_nothing_of_what_it_wrote(
    store: Store, content: Path, replace: Replace
) -> None:
    store.build(load_knowledge(content))

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.build(with_secret(content, replace), interrupt)
    assert not found(store)
    store.build(without_secret(content, replace))
    replace(DRIFT, "which distance", "what distance")
    store.build(load_knowledge(content))
    prefix = store._reading.name[:10] if store._reading else ""
    assert len([one for one in store._client().list_collections() if one.name.startswith(prefix)]) == 1
    if store._folder:
        assert left_on_disk(store._folder) == []


def test_who_was_reading_goes_on_with_the_newest(
    store: Store, content: Path, replace: Replace, remembering: Embedder
) -> None:
    store.build(load_knowledge(content))
    other = Store(remembering, folder=store._folder, url=store._url)
    for word in ("what", "whose"):
        assert "distance" in store.search("data drift", kind="term", k=1)[0].text
        replace(DRIFT, "which distance", f"{word} distance")
        other.build(load_knowledge(content))
        assert f"{word} distance" in store.search("data drift", kind="term", k=1)[0].text
        assert f"{word} distance" in store.find("data drift", kind="term", k=1)[0].passage.text
        replace(DRIFT, f"{word} distance", "which distance")
    other.close()


def test_going_back_embeds_only_what_comes_back(store: Store, content: Path, replace: Replace) -> None:
    first = store.build(load_knowledge(content))
    replace(DRIFT, "which distance", "what distance")
    store.build(load_knowledge(content))
    replace(DRIFT, "what distance", "which distance")
    back = store.build(load_knowledge(content))
    assert (back.embedded, back.reused) == (1, first.passages - 1)
    store.close()
    assert "which distance" in store.search("data drift", kind="term", k=1)[0].text


def test_what_has_no_passages_leaves_the_index_alone(store: Store, content: Path, replace: Replace) -> None:
    store.build(load_knowledge(content))
    replace("roles/engineer.yaml", "evaluation: 1", "evaluation: 3")
    assert store.build(load_knowledge(content)).outcome == "current"


def test_a_database_that_stays_locked_is_said(
    remembering: Embedder, content: Path, replace: Replace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(remembering, folder=tmp_path / "index")
    store.build(with_secret(content, replace))
    monkeypatch.setattr(sweeping, "DATABASE", "nowhere/chroma.sqlite3")
    with pytest.raises(StoreError, match="what was removed could not be swept"):
        store.build(without_secret(content, replace))
    store.close()
