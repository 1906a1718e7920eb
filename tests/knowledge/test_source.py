"""Files are read without trust."""

from pathlib import Path

import pytest

from knowledge.source import MAX_BYTES, Unreadable, parse, read_bytes

ALIASES = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
)


def test_plain_data_comes_back() -> None:
    assert parse("\ufeffa: [1, 'é']".encode(), "x.yaml") == {"a": [1, "é"]}
    assert parse(b'{"a": [1, "\\ud83d\\ude00"]}', "x.JSON") == {"a": [1, "😀"]}
    assert parse(b"a: &all [1]\nb: *all", "x.yaml") == {"a": [1], "b": [1]}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.yaml", b"", "is empty"),
        ("x.yaml", b" \n\n", "is empty"),
        ("x.yaml", b"# nothing yet", "holds only comments"),
        ("x.yaml", b"caf\xe9", "is not UTF-8 text (byte 3)"),
        ("x.yaml", b"a: \x00", "character that YAML does not allow"),
        ("x.yaml", b"a: 1\n b: 2", "is not YAML"),
        ("x.yaml", b"a: 1\n---\nb: 2", "is not YAML"),
        ("x.yaml", b"\ta: 1", "is not YAML"),
        ("x.yaml", b"a: 2024-13-01", "holds a value that YAML cannot read"),
        ("x.yaml", b"a: *nowhere", "is not YAML"),
        ("x.yaml", b"? [a, b]\n: 1", "has a key that is not plain text"),
        ("x.yaml", b"a: {b: 1, b: 2}", "has the key 'b' twice"),
        ("x.yaml", b"[" * 500_000, "is nested more than 20 levels deep"),
        ("x.yaml", b"a: &a [*a]", "is nested more than 20 levels deep"),
        ("x.yaml", ALIASES.encode(), "has more than 100,000 values"),
        ("x.yaml", b"a: !!python/object/apply:os.system ['true']", "is not YAML"),
        ("x.json", b'{"a": 1,}', "is not JSON"),
        ("x.json", b'{"a": 1, "a": 2}', "has the key 'a' twice"),
        ("x.json", b'{"a": NaN}', "holds NaN"),
        ("x.json", b"[" * 500_000, "is nested more than 20 levels deep"),
        ("x.json", b"9" * 5_000, "holds a value that JSON cannot read"),
    ],
)
def test_what_is_not_plain_data_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(content, name)
    assert said in f"{caught.value.wrong}"


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(Unreadable, match="is larger than 1,000,000 bytes"):
        read_bytes(path)
    path.write_bytes(b"a" * MAX_BYTES)
    assert len(read_bytes(path)) == MAX_BYTES
