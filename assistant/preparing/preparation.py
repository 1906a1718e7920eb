"""A request for a plan, with or without a job description, and what comes of it; for the terminal and the page."""

from collections.abc import Callable

from assistant.asking.descriptions.description import read_description
from assistant.asking.descriptions.likeness import Finds
from assistant.judging.criteria import DEFAULT_STAGE, check_ids
from assistant.preparing.advice import Given, advise
from assistant.preparing.panel import Panelist, PanelPlan
from assistant.preparing.planning import Wanted, plan_panel
from assistant.preparing.posting import Advice
from assistant.preparing.profile import with_role
from assistant.types import Value
from knowledge.types import Knowledge


class Request(Value):
    """What a person asks for; null leaves it open, or to the description. `sample` as in `planning.Wanted`."""

    panel: tuple[Panelist, ...]
    role: str | None = None
    stage: str | None = None
    seniority: str | None = None
    sample: str | None = None


class Prepared(Value):
    """A plan, and what is said of the description it was made from; null without one."""

    plan: PanelPlan
    advice: Advice | None = None


Prepares = Callable[[Request, str | None], Prepared]
"""Makes a plan, from a description where there is one; raises as `prepare_from`, and StorageError for the index."""


def prepare(knowledge: Knowledge, request: Request) -> Prepared:
    """The plan without a description. Raises UnknownIdError, or InputError where no question fits."""
    wanted = Wanted(
        stage=request.stage or DEFAULT_STAGE,
        role=request.role,
        seniority=request.seniority,
        stage_assumed=request.stage is None,
        panel=request.panel,
        sample=request.sample,
    )
    return Prepared(plan=plan_panel(knowledge, wanted))


def prepare_from(knowledge: Knowledge, store: Finds, text: str, request: Request) -> Prepared:
    """The plan for the profile that a description gives, and what is to be said of the description.

    The index must be of this knowledge. Raises as `prepare`, InputError for what is no description, and StoreError.
    """
    check_ids(knowledge, request.stage, request.role, request.seniority)
    described = read_description(knowledge, store, text)
    given = Given(request.role, request.stage, request.seniority)
    advice = advise(knowledge, store, text, described, given)
    wanted = Wanted(
        stage=advice.stage,
        role=advice.profile.role.id,
        seniority=advice.seniority,
        stage_assumed=advice.stage_assumed,
        panel=request.panel,
        sample=request.sample,
    )
    plan = plan_panel(with_role(knowledge, advice.profile.role), wanted, described.near)
    return Prepared(plan=plan, advice=advice)
