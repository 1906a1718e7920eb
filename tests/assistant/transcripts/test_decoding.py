"""Bytes to text: the encodings that are certain, and a sentence for everything else."""

from pathlib import Path

import pytest

from assistant.errors import TranscriptError
from assistant.transcripts.decoding import MAX_BYTES, decode, read_bytes

WORDS = "Ana: naïve Bayes, it’s 5 € cheaper\nBo: 你好\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_and_without_a_mark(encoding: str) -> None:
    assert decode("a.txt", WORDS.encode(encoding)) == (WORDS, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_with_a_note(encoding: str) -> None:
    text = "Ana: which model did you ship?\nBo: a small one\n"
    decoded, notes = decode("a.txt", text.encode(encoding))
    assert decoded == text
    assert "byte order mark" in notes[0]


def test_windows_punctuation_is_certain_but_windows_letters_are_not() -> None:
    decoded, notes = decode("a.txt", "Ana: it’s – “fine”…".encode("cp1252"))
    assert decoded == "Ana: it’s – “fine”…"
    assert notes
    with pytest.raises(TranscriptError, match=r"a\.txt: line 2 is not UTF-8.*UTF-8"):
        decode("a.txt", "Ana: so?\nBo: naïve".encode("cp1252"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00\x01\x02garbage\xff", "binary"),
        (b"\xff\xfea\x00\x00", "UTF-16"),
        (b"PK\x03\x04word/document.xml", "Word document"),
        (b"%PDF-1.7", "PDF"),
        (b"\xef\xbb\xbfabc\xff", "UTF-8"),
    ],
)
def test_what_is_no_text_says_so_and_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(TranscriptError, match=says) as caught:
        decode("a.txt", data)
    assert str(caught.value).startswith("a.txt: ")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "recording.vtt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(TranscriptError, match=r"recording\.vtt: 100 MB .*at most 20 MB"):
        read_bytes(path)


def test_large_bytes_are_refused() -> None:
    with pytest.raises(TranscriptError, match="20 MB"):
        decode("a.txt", b"a" * (MAX_BYTES + 1))


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.vtt", tmp_path):
        with pytest.raises(TranscriptError, match="no such file"):
            read_bytes(path)
