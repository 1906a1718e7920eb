"""What a clause claims, and what its words plainly give, so that it is not asked for."""

import pytest

from assistant.asking.probing.claims import Claim, claims, likely_there, plainly_there
from assistant.types import EvidenceKind

K = EvidenceKind


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("the new model was a lot better", Claim.COMPARES),
        ("we improved recall", Claim.COMPARES),
        ("it worked really well", Claim.PRAISES),
        ("a robust pipeline", Claim.PRAISES),
        ("we followed best practices", Claim.FASHION),
        ("a state-of-the-art model", Claim.FASHION),
        ("we had lots of data", Claim.SIZES),
        ("it runs at scale", Claim.SIZES),
        ("there were some challenges", Claim.TROUBLE),
        ("it did not work at first", Claim.TROUBLE),
        ("the labels were ready", Claim.DATA),
        ("we chose trees", Claim.CHOOSES),
        ("we built the service", Claim.TEAM),
        ("the pipeline was rewritten and deployed", Claim.TEAM),
        ("I built the service", Claim.ACTS),
        ("a sensible trade-off", Claim.PRICE),
        ("one should test everything", Claim.GENERAL),
        ("you need to talk to people", Claim.GENERAL),
        ("that is a good question", Claim.ASIDE),
        ("I was, like, really nervous", Claim.ASIDE),
    ],
)
def test_a_claim_is_known(text: str, claim: Claim) -> None:
    assert claim in claims(text)
    assert claim in claims(text.upper())


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("it was more or less the same", Claim.COMPARES),
        ("the fix was a single lower()", Claim.COMPARES),
        ("it is an assignment problem", Claim.TROUBLE),
        ("the problem statement was agreed", Claim.TROUBLE),
        ("the recommendations of the model", Claim.CHOOSES),
        ("we need a plan", Claim.TEAM),
        ("each pair is simply the next one", Claim.PRICE),
        ("you can't avoid each other", Claim.GENERAL),
    ],
)
def test_what_only_looks_like_a_claim_is_none(text: str, claim: Claim) -> None:
    assert claim not in claims(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("recall rose by nine percent", K.METRIC),
        ("the error fell to 0.07", K.METRIC),
        ("p99 went from 900 to 140 milliseconds", K.METRIC),
        ("compared with the clerks' rule it won", K.BASELINE),
        ("from 12 percent down to 7", K.METRIC),
        ("it did better than what we had before", K.BASELINE),
        ("I wrote the matching myself", K.OWN_PART),
        ("the worker crashed on every start", K.FAILURE),
        ("we had 1,140 studies", K.SCALE),
        ("forty requests a second", K.SCALE),
        ("the labels came from the nurses", K.DATA),
        ("because the cache kept the old key", K.DECISION),
        ("which meant that every Monday was wrong", K.MECHANISM),
    ],
)
def test_what_is_plainly_there_is_seen(text: str, kind: EvidenceKind) -> None:
    assert kind in plainly_there(text)
    assert kind in likely_there(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("recall went up a lot", K.METRIC),
        ("it was much faster", K.BASELINE),
        ("we built it", K.OWN_PART),
        ("there were some bugs", K.FAILURE),
        ("we had a lot of data", K.SCALE),
        ("we had good labels and data", K.DATA),
        ("we used gradient boosting", K.DECISION),
    ],
)
def test_a_mention_is_no_evidence(text: str, kind: EvidenceKind) -> None:
    assert kind not in plainly_there(text)
