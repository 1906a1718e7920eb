"""Readings are asked for once; a line that a killed run left unfinished is asked for again."""

from pathlib import Path

from assistant.judging.readings import ExchangeText
from assistant.remembering import Remembering
from tests.fakes import FakeEngine

READING = ExchangeText("scale", "How?", "By nine percent.").depth()
OTHER = ExchangeText("scale", "How?", "Somehow.").depth()


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    fake = FakeEngine()
    with_memory = Remembering(fake.engine(), tmp_path / "deep" / "a.jsonl")
    first = with_memory.read_labels("judge", [READING.prompt, OTHER.prompt], READING.labels)
    assert with_memory.read_labels("judge", [OTHER.prompt, READING.prompt], READING.labels) == first[::-1]
    later = Remembering(fake.engine(), tmp_path / "deep" / "a.jsonl")
    assert later.read_labels("judge", [READING.prompt], READING.labels) == first[:1]
    assert len(fake.history) == 2


def test_other_labels_are_another_reading(tmp_path: Path) -> None:
    fake = FakeEngine()
    with_memory = Remembering(fake.engine(), tmp_path / "a.jsonl")
    with_memory.read_labels("judge", [READING.prompt], READING.labels)
    with_memory.read_labels("judge", [READING.prompt], READING.labels[:3])
    assert len(fake.history) == 2


def test_an_unfinished_line_is_read_anew(tmp_path: Path) -> None:
    fake, path = FakeEngine(), tmp_path / "a.jsonl"
    Remembering(fake.engine(), path).read_labels("judge", [READING.prompt, OTHER.prompt], READING.labels)
    path.write_text(path.read_text()[:-40])
    for _ in range(2):
        Remembering(fake.engine(), path).read_labels("judge", [READING.prompt, OTHER.prompt], READING.labels)
    assert len(fake.history) == 3
