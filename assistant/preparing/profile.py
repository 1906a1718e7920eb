"""A role profile for one posting: the nearest role, its weights moved by what the posting asks for, and its reasons.

The profile is a `Role` in YAML that a team may edit and add to its own knowledge; its questions are those of the role
that it was made from (`like`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from assistant.asking.descriptions.titles import names_a_job
from assistant.asking.openings import one_line
from assistant.preparing.demands import Reading
from assistant.preparing.posting import Profile, VagueDemand, WeightChange
from knowledge.types import Knowledge, Role

STEP, BIG_STEP, OFTEN = 0.5, 1.0, 3
"""By how much a criterion weighs more that is asked for once, and that is asked for at least `OFTEN` times."""
NEW, MOST = 1.0, 4.0
"""The weight of a criterion that the role left out, and the most that any gets."""
MOST_OUTCOMES, MOST_MUST = 6, 10
LONGEST_QUOTE, LONGEST_TITLE = 90, 70
FEWEST_WORDS, MOST_WORDS = 4, 30


def make_profile(knowledge: Knowledge, nearest: Role, reading: Reading, demands: Sequence[VagueDemand]) -> Profile:
    """The profile; what the posting does not speak of stays as the role has it."""
    asked = _asked(knowledge, reading)
    changes = tuple(_changes(knowledge, nearest, asked))
    weights = {**nearest.weights, **{change.criterion: change.after for change in changes}}
    title = _title(reading, nearest)
    outcomes = tuple(_outcomes(reading))[:MOST_OUTCOMES]
    role = nearest.model_copy(
        update={
            "id": _id(title, knowledge),
            "name": title,
            "like": nearest.like or nearest.id,
            "titles": (),
            "general": False,
            "described_as": (),
            "outcomes": outcomes or nearest.outcomes,
            "must_have": _must_have(nearest, demands),
            "weights": weights,
        }
    )
    return Profile(role=role, nearest=nearest.id, nearest_name=nearest.name, changes=changes)


def with_role(knowledge: Knowledge, role: Role) -> Knowledge:
    """The same knowledge with one role more."""
    return knowledge.model_copy(update={"roles": {**knowledge.roles, role.id: role}})


def profile_yaml(profile: Profile) -> str:
    """The profile as a file that `knowledge.types.Role` loads; each change of a weight has its reason beside it."""
    role = profile.role.model_dump(mode="json", exclude={"weights", "general", "titles", "described_as"})
    text = yaml.safe_dump(role, sort_keys=False, allow_unicode=True, width=108)
    why = {change.criterion: f"  # {change.before:g} for {profile.nearest}; {change.why}" for change in profile.changes}
    lines = [f"  {id_}: {weight:g}{why.get(id_, '')}" for id_, weight in profile.role.weights.items()]
    head = (
        f"# A role profile made from a posting, nearest to {profile.nearest}. Read it, change what is wrong,\n"
        "# and add it with `plumbline knowledge add`. What the posting says of tasks stands in its own words.\n"
    )
    return f"{head}{text}weights:\n" + "\n".join(lines) + "\n"


def _asked(knowledge: Knowledge, reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """By criterion what the posting says of it, each sentence once."""
    asked: dict[str, dict[str, None]] = {}
    for sentence, about in [
        *((one.sentence, one.about if one.words is None else one.about[:1]) for one in reading.vague),
        *((one.sentence, one.about) for one in reading.concrete),
    ]:
        for subject in about:
            if subject.criterion in knowledge.criteria:
                asked.setdefault(subject.criterion, {})[one_line(sentence.text)] = None
    return {criterion: tuple(said) for criterion, said in asked.items()}


def _changes(knowledge: Knowledge, nearest: Role, asked: Mapping[str, Sequence[str]]) -> Iterator[WeightChange]:
    for criterion, known in knowledge.criteria.items():
        said = asked.get(criterion, ())
        before = nearest.weights.get(criterion, 0.0)
        step = BIG_STEP if len(said) >= OFTEN else STEP
        after = min(MOST, max(NEW, before + step)) if said else before
        if after > before:
            more = f" and in {len(said) - 1} more" if len(said) > 1 else ""
            why = f"asked for in “{_short(said[0])}”{more}"
            yield WeightChange(criterion=criterion, name=known.name, before=before, after=after, why=why)


def _short(said: str) -> str:
    words = said.rstrip(" .,;:")
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rstrip()}…"


def _must_have(nearest: Role, demands: Sequence[VagueDemand]) -> tuple[str, ...]:
    """What stands in place of the vague demands, then the role's own."""
    usable = ("subject", "role")
    instead = [one.instead for one in demands if one.instead and one.source in usable and one.same_as is None]
    return tuple(dict.fromkeys([*instead, *nearest.must_have]))[:MOST_MUST]


def _outcomes(reading: Reading) -> Iterator[str]:
    """The tasks that the posting lists, in its own words."""
    misfits = [one.start for one in reading.against]
    for one in reading.concrete:
        if any(one.sentence.start <= start < one.sentence.end for start in misfits):
            continue
        said = one_line(one.sentence.quote).rstrip(" .;,")
        task = one.sentence.section == "work" and one.listed and FEWEST_WORDS <= len(said.split()) <= MOST_WORDS
        if task:
            yield f"{said[:1].upper()}{said[1:]}."


def _title(reading: Reading, nearest: Role) -> str:
    """As the posting has it, where it has one, without what is vague in it."""
    titles = [one_line(one.text) for one in reading.posting.titles[:3]]
    for found in reading.vague:
        titles = [one_line(title.replace(one_line(found.exact), "")).strip(" .,;:–—-|") for title in titles]
    fitting = (title for title in titles if names_a_job(title) and len(title) <= LONGEST_TITLE)
    title = next(fitting, nearest.name)
    return title.capitalize() if title.isupper() else title


def _id(title: str, knowledge: Knowledge) -> str:
    name = "_".join(re.findall(r"[a-z0-9]+", title.lower()))[:48].strip("_") or "profile"
    return f"{name}_here" if name in knowledge.roles else name
