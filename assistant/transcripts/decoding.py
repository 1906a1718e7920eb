"""Bytes of a transcript file to text, or a sentence why not. It never guesses which letters a byte stands for."""

from pathlib import Path

from assistant.errors import TranscriptError

MAX_BYTES = 20_000_000
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_WIDE_SAMPLE = 4096
# Typographic quotes, dashes, ellipsis and no-break space: the same bytes in every Windows code page.
_WINDOWS_MARKS = frozenset(b"\x85\x91\x92\x93\x94\x95\x96\x97\xa0")
_KINDS = {
    b"PK\x03\x04": "a ZIP archive such as a Word document",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a rich-text document",
    b"ID3": "an audio recording",
    b"RIFF": "a recording",
    b"OggS": "a recording",
}
_SAVE_AS = "Save or export it as plain text in UTF-8 (.vtt, .srt, .txt, .md or .json) and try again."


def read_bytes(path: Path) -> bytes:
    """The file's bytes; its size is looked at before anything is read."""
    try:
        if not path.is_file():
            raise TranscriptError(f"{path}: there is no such file. Check the path.")
        _check_size(path.name, path.stat().st_size)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TranscriptError(
            f"{path}: cannot be read ({error.strerror}). Check its permissions and try again."
        ) from error
    _check_size(path.name, len(data))
    return data


def decode(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text without its byte order mark, and notes; `source` offsets of a transcript count in this text."""
    _check_size(name, len(data))
    text, notes = _text(name, data)
    if not text.strip():
        raise TranscriptError(f"{name}: the file is empty. Export the transcript again.")
    return text, notes


def _text(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    for magic, kind in _KINDS.items():
        if data.startswith(magic):
            raise TranscriptError(f"{name}: this is {kind}, not a text transcript. {_SAVE_AS}")
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _strict(name, data.removeprefix(mark), encoding), ()
    if wide := _wide_encoding(data):
        return _strict(name, data, wide), (f"Read as {wide.upper()}: the file has no byte order mark.",)
    return _without_mark(name, data)


def _check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise TranscriptError(
            f"{name}: {size / 1e6:.0f} MB is more than a transcript can be (at most {MAX_BYTES / 1e6:.0f} MB). "
            "Choose the transcript, not the recording, or split the file."
        )


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TranscriptError(
            f"{name}: marked as {encoding.upper()}, but byte {error.start} is not. "
            f"The file may be cut off or damaged. {_SAVE_AS}"
        ) from error
    if "\0" in text:
        raise TranscriptError(f"{name}: this is a binary file, not a text transcript. {_SAVE_AS}")
    return text


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark, where it shows beyond doubt: nearly every second byte of the beginning is zero."""
    sample = data[: min(_WIDE_SAMPLE, len(data) // 2 * 2)]
    pairs = len(sample) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if pairs >= 8 and not len(data) % 2 and zeros >= 0.8 * pairs and not others:
            return encoding
    return None


def _without_mark(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    if b"\0" in data:
        raise TranscriptError(f"{name}: this is a binary file, not a text transcript. {_SAVE_AS}")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if _WINDOWS_MARKS.issuperset(byte for byte in data if byte > 127):
            return data.decode("cp1252"), ("Read as Windows text: its quotes and dashes are not UTF-8.",)
        line = data[: error.start].count(b"\n") + 1
        raise TranscriptError(
            f"{name}: line {line} is not UTF-8 text and its encoding cannot be told for certain. {_SAVE_AS}"
        ) from error
