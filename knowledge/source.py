"""A YAML or JSON file as plain data, read without trust: size, nesting, aliases and repeated keys are checked first.

Not a validator: what the data should look like is the business of `validate`.
"""

import json
from collections.abc import Sequence
from importlib.resources.abc import Traversable

import yaml

from knowledge.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000


class Unreadable(Exception):
    """A file that is not plain data: what is wrong, what would be right, where. Never leaves this package."""

    def __init__(self, wrong: str, right: str, path: str = "", more: Sequence["Unreadable"] = ()) -> None:
        super().__init__(wrong)
        self.wrong, self.right, self.path, self.more = wrong, right, path, tuple(more)

    def problems(self, file: str) -> tuple[Problem, ...]:
        """The same, for a file."""
        return tuple(Problem(file, fault.path, fault.wrong, fault.right) for fault in (self, *self.more))


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which also counts depth and nodes with every alias written out."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As PyYAML's, but refuses to nest too deeply before the stack does."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep()
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_bytes(file: Traversable, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most so many; raises `Unreadable`."""
    if not file.is_file():
        raise Unreadable("is not a file", "check the path")
    try:
        with file.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})", "check its permissions") from error
    if len(content) > most:
        raise Unreadable(f"is larger than {most:,} bytes", "split it, or check that it is the right file")
    return content


def parse(content: bytes, name: str) -> object:
    """Plain data from the bytes of a file; JSON where its name ends in .json, else YAML. Raises `Unreadable`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 text (byte {error.start})", "save it as UTF-8") from error
    if not text.strip():
        raise Unreadable("is empty", "write the content, or remove the file")
    return _json(text) if name.lower().endswith(".json") else _yaml(text)


def _yaml(text: str) -> object:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise Unreadable("holds only comments", "write the content, or remove the file")
        _inspect(node)
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Unreadable(f"is not YAML ({error.problem or error.context})", "correct that line", place) from error
    except yaml.reader.ReaderError as error:
        place = f"character {error.position + 1}"
        raise Unreadable("holds a character that YAML does not allow", "remove it", place) from error
    except ValueError as error:
        raise Unreadable(f"holds a value that YAML cannot read ({error})", "put it in quotes") from error


def _inspect(root: yaml.Node) -> None:
    """Walk the nodes with every alias written out, so that a bomb is counted but never built."""
    waiting, count = [(root, 1)], 0
    repeated: dict[str, Unreadable] = {}
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _too_deep()
        if count > MAX_NODES:
            raise Unreadable(f"has more than {MAX_NODES:,} values", "write aliases out, or split the file")
        if isinstance(node, yaml.MappingNode):
            repeated |= _repeated_keys(node)
            waiting += [(child, depth + 1) for pair in node.value for child in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(child, depth + 1) for child in node.value]
    if repeated:
        first, *more = (repeated[place] for place in sorted(repeated))
        raise Unreadable(first.wrong, first.right, first.path, more)


def _repeated_keys(node: yaml.MappingNode) -> dict[str, Unreadable]:
    """By place, the keys that stand a second time in one mapping."""
    seen: set[str] = set()
    repeated = {}
    for key, _ in node.value:
        place = f"line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable("has a key that is not plain text", "use text as key", place)
        if key.value in seen:
            repeated[place] = Unreadable(f"has the key {key.value!r} twice", "keep one of them", place)
        seen.add(key.value)
    return repeated


def _json(text: str) -> object:
    try:
        data: object = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"is not JSON ({error.msg})", "correct that line", place) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise Unreadable(f"holds a value that JSON cannot read ({error})", "put it in quotes") from error
    return data


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    unique = dict(pairs)
    if len(unique) < len(keys):
        repeated = next(key for key in unique if keys.count(key) > 1)
        raise Unreadable(f"has the key {repeated!r} twice", "keep one of them")
    return unique


def _no_constant(name: str) -> object:
    raise Unreadable(f"holds {name}", "write a number")


def _too_deep() -> Unreadable:
    return Unreadable(f"is nested more than {MAX_DEPTH} levels deep", "flatten it")
