"""Plain data checked against a type, every complaint at once, worded for the person who wrote the file.

Knows pydantic's error codes, and nothing of files or of how entries refer to each other.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from textwrap import shorten
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import Problem

Model = TypeVar("Model", bound=BaseModel)

_RIGHT = {
    "missing": ("is missing", "add it"),
    "string_type": ("is {kind}, not text", "write text, in quotes where YAML reads it as something else"),
    "string_too_short": ("is empty", "write it, or remove the entry"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
    "string_pattern_mismatch": ("{input!r} is not an id", "use letters, digits and . _ - without spaces"),
    "tuple_type": ("is {kind}, not a list", "write a list, one entry per line after a dash"),
    "mapping_type": ("is {kind}, not a mapping", "write `key: value` lines"),
    "model_type": ("is {kind}, not a mapping", "write `key: value` lines"),
    "model_attributes_type": ("is {kind}, not a mapping", "write `key: value` lines"),
    "too_short": ("has {actual_length} entries", "give at least {min_length}"),
    "too_long": ("has too many entries", "give at most {max_length}"),
    "float_type": ("is {kind}, not a number", "write a number without quotes"),
    "int_type": ("is {kind}, not a whole number", "write a whole number without quotes"),
    "bool_type": ("is {kind}, not true or false", "write true or false without quotes"),
    "greater_than_equal": ("is {input}", "give at least {ge}"),
    "less_than_equal": ("is {input}", "give at most {le}"),
    "finite_number": ("is {input}", "give an ordinary number"),
    "enum": ("is {input!r}", "use {expected}"),
}
_KINDS = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a decimal number",
}


def validate(model: type[Model], data: object, file: str) -> Model | tuple[Problem, ...]:
    """The value, or every reason why the data is not one."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        return tuple(_problem(model, detail, file) for detail in details if not _echo(detail, details))


def _echo(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is only "too short" because pydantic leaves out entries that have problems of their own."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        other["loc"][: len(place)] == place and len(other["loc"]) > len(place) for other in details
    )


def _problem(model: type[BaseModel], detail: ErrorDetails, file: str) -> Problem:
    place = _place(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return Problem(file, place, "is not a known key", _known(model, detail["loc"]))
    wrong, right = _RIGHT.get(detail["type"], (detail["msg"], "correct it"))
    given = detail["input"]
    values = {**detail.get("ctx", {}), "input": shorten(str(given), 80), "kind": _kind(given)}
    return Problem(file, place, wrong.format_map(values), right.format_map(values))


def _place(location: tuple[int | str, ...]) -> str:
    """`questions[2].follow_ups.metric`; pydantic's mark for a mapping's key is dropped."""
    place = ""
    for part in location:
        if part == "[key]":
            continue
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place


def _kind(given: object) -> str:
    if given is None:
        return "empty"
    return next((words for kind, words in _KINDS.items() if type(given) is kind), f"a {type(given).__name__}")


def _known(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """The keys that may stand at a place, the likely one first."""
    keys = sorted(_fields_at(model, location[:-1]))
    close = get_close_matches(str(location[-1]), keys, n=1)
    meant = f"did you mean {close[0]!r}? " if close else ""
    return f"{meant}known: {', '.join(keys)}" if keys else "remove it"


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> Mapping[str, object]:
    fields = model.model_fields
    for part in location:
        if isinstance(part, int):
            continue
        inner = _model_in(fields[part].annotation) if part in fields else None
        if inner is None:
            return {}
        fields = inner.model_fields
    return fields


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model in an annotation such as `tuple[Question, ...]` or `EvidenceWanted | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inside if model is not None), None)
