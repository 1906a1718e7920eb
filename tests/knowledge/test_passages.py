"""The knowledge in pieces that fit the embedding window."""

from pathlib import Path

from knowledge.embed import Embedder
from knowledge.load import load_knowledge
from knowledge.passages import KINDS, passages


def test_every_kind_is_cut(content: Path) -> None:
    cut = passages(load_knowledge(content))
    assert {passage.kind for passage in cut} == set(KINDS)
    found = {passage.id: passage for passage in cut}
    assert len(found) == len(cut)
    question = found["question:eval-live:text"]
    assert (question.criterion, question.stages, question.roles) == ("evaluation", ("late",), ("engineer",))
    assert found["criterion:serving:description"].stages == ()
    assert found["criterion:serving:late"].text == "Serving, Early. a live test of Serving"
    assert "role:engineer:nice_to_have" not in found
    assert (found["stage:late:recognise.1"].text, found["stage:late:recognise.1"].stages) == ("nobody knows", ("late",))
    assert (found["role:engineer:must_have.1"].text, found["role:engineer:must_have.1"].roles) == (
        "has built one",
        ("engineer",),
    )
    assert found["boilerplate:person:said.1"].text == "you are curious"
    assert found["term:data drift:unpacked_by"].text == "data drift, drift: which distance on which columns"


def test_a_passage_prints_as_a_line_and_hashes_by_its_text(content: Path) -> None:
    question = passages(load_knowledge(content))[0]
    assert str(question) == (
        "question eval-baseline (text): What did you compare your last model with? "
        "a rule of thumb with its result nothing to compare with"
    )
    assert len({question.hash, passages(load_knowledge(content))[0].hash}) == 1
    assert len({passage.hash for passage in passages(load_knowledge(content))}) > 10


def test_every_passage_of_the_package_is_read_whole_by_the_embedding_model(embedder: Embedder) -> None:
    longest = max(passages(load_knowledge()), key=lambda passage: len(passage.text))
    assert embedder.length(longest.text) <= embedder.window


def test_what_is_asked_of_a_role_is_found_for_a_role_that_is_like_it(content: Path) -> None:
    knowledge = load_knowledge(content)
    own = knowledge.roles["engineer"].model_copy(update={"id": "own", "like": "engineer"})
    cut = passages(knowledge.model_copy(update={"roles": {**knowledge.roles, "own": own}}))
    assert {one.roles for one in cut if one.kind in ("question", "work_sample")} == {("engineer", "own")}
    assert {one.roles for one in cut if one.kind == "role"} == {("engineer",), ("own",)}


def test_a_section_of_a_document_is_an_entry_and_a_long_one_comes_in_pieces(content: Path) -> None:
    words = "It was measured before, and it was measured after. " * 30
    (content / "documents/long.md").write_text(f"# Long\n\nFirst.\n\n## Part\n\n### Inner\n\n{words}\n")
    cut = [one for one in passages(load_knowledge(content)) if one.entry.startswith("long#")]
    assert [(one.entry, one.part) for one in cut[:3]] == [("long#1", "text"), ("long#2", "text"), ("long#2", "text.2")]
    assert cut[0].text == "Long. First."
    assert all(one.text.startswith("Long, Part, Inner. It was measured") for one in cut[1:])
    assert len({one.id for one in cut}) == len(cut)
    assert not any("\n" in one.text for one in cut)
