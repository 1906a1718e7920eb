"""Whether the ids that a content file refers to exist. Looks at plain data, so that a file with other faults is
checked too; what is not shaped as it should be is left to `validate`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.errors import Problem


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that may be referred to: the names of the files, which their ids must equal.

    `whole`: a stage or role must name every criterion, a criterion every stage.
    """

    stages: frozenset[str]
    roles: frozenset[str]
    criteria: frozenset[str]
    whole: bool = True

    def with_more(self, more: "Known") -> "Known":
        """What a team may refer to: these and its own, without having to name them all."""
        return Known(self.stages | more.stages, self.roles | more.roles, self.criteria | more.criteria, whole=False)


def unresolved(file: str, data: object, known: Known) -> Iterator[Problem]:
    """References of one content file, named with its folder, to what is not there."""
    if not isinstance(data, Mapping):
        return
    folder = file.partition("/")[0]
    if folder in ("stages", "roles"):
        yield from _keys(file, data, "weights", "criterion", known.criteria, known.whole)
        yield from _unknown_keys(file, data, "tell_apart", "stage", known.stages)
        yield from _names(file, data, "like", "role", known.roles)
    elif folder == "criteria":
        yield from _keys(file, data, "stages", "stage", known.stages, known.whole)
    elif folder == "questions":
        yield from _names(file, data, "criterion", "criterion", known.criteria)
        questions = data.get("questions")
        for index, question in enumerate(questions if isinstance(questions, list) else []):
            yield from _names(file, question, "stage", "stage", known.stages, f"questions[{index}].")
            yield from _names(file, question, "roles", "role", known.roles, f"questions[{index}].")
    elif folder == "work_samples":
        yield from _names(file, data, "role", "role", known.roles)
        yield from _of_samples(file, data, known)


def _of_samples(file: str, data: Mapping[object, object], known: Known) -> Iterator[Problem]:
    samples = data.get("samples")
    for index, sample in enumerate(samples if isinstance(samples, list) else []):
        yield from _names(file, sample, "stage", "stage", known.stages, f"samples[{index}].")
        guides = sample.get("guide") if isinstance(sample, Mapping) else None
        for place, guide in enumerate(guides if isinstance(guides, list) else []):
            prefix = f"samples[{index}].guide[{place}]."
            yield from _names(file, guide, "criterion", "criterion", known.criteria, prefix)


def _keys(
    file: str, data: Mapping[object, object], key: str, what: str, known: frozenset[str], whole: bool
) -> Iterator[Problem]:
    """A mapping by id names no unknown id, and where it must be `whole` every known one."""
    given = data.get(key)
    yield from _unknown_keys(file, data, key, what, known)
    if whole and isinstance(given, Mapping) and (missing := sorted(known - given.keys())):
        yield Problem(file, key, f"has nothing for {', '.join(missing)}", f"add a line for each {what}")


def _unknown_keys(
    file: str, data: Mapping[object, object], key: str, what: str, known: frozenset[str]
) -> Iterator[Problem]:
    given = data.get(key)
    for name in given if isinstance(given, Mapping) else ():
        if name not in known:
            yield _unknown(file, f"{key}.{name}", what, name, known)


def _names(file: str, data: object, key: str, what: str, known: frozenset[str], prefix: str = "") -> Iterator[Problem]:
    """An id or a list of ids, each known, none twice."""
    given = data.get(key) if isinstance(data, Mapping) else None
    names = given if isinstance(given, list) else [given]
    for index, name in enumerate(names):
        place = f"{prefix}{key}[{index}]" if isinstance(given, list) else f"{prefix}{key}"
        if not isinstance(name, str):
            continue
        if name not in known:
            yield _unknown(file, place, what, name, known)
        elif name in names[:index]:
            yield Problem(file, place, f"repeats {name!r}", "remove it")


def _unknown(file: str, place: str, what: str, given: object, known: frozenset[str]) -> Problem:
    return Problem(file, place, f"{given!r} is not a known {what}", f"known: {', '.join(sorted(known))}")
