"""What is wrong with a knowledge that loads: wording, gaps, and entries that say the same thing twice.

Problems for the people who keep the content. `load` refuses what is malformed; this finds what is well formed and poor.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from knowledge.asked import questions_in
from knowledge.embed import Embedder
from knowledge.errors import Problem
from knowledge.lexicon import form
from knowledge.passages import passages
from knowledge.types import Classic, EvidenceKind, Knowledge, Question
from knowledge.wording import faults

SAME_QUESTION = 0.85
SAME_ANCHOR = 0.85
"""Cosines from which two texts say the same; the nearest of the content here are at .83 and .67."""
INTERVIEW_MINUTES = 45
FEWEST_PROBES = 4
_YES_OR_NO = re.compile(r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)


def check(knowledge: Knowledge, embed: Embedder | None = None) -> tuple[Problem, ...]:
    """Every problem found, sorted by file. Without `embed`, nothing is said about near-duplicates and lengths."""
    found = [
        *_wording(knowledge),
        *_probes(knowledge),
        *_probing(knowledge),
        *_coverage(knowledge),
        *_classics(knowledge),
        *_work_samples(knowledge),
        *_asked_as(knowledge),
        *_minutes(knowledge),
        *_lexicon(knowledge),
    ]
    if embed is not None:
        found += [*_same_questions(knowledge, embed), *_same_anchors(knowledge, embed), *_too_long(knowledge, embed)]
    return tuple(sorted(found))


def _wording(knowledge: Knowledge) -> Iterator[Problem]:
    """Everything that is put to a candidate is one lawful, open question."""
    for file, path, text in _asked(knowledge):
        for fault in faults(text):
            yield Problem(file, path, f"is {fault.kind} ({fault.words!r}): {fault.why}", "reword it")


def _asked(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    for question in knowledge.questions.values():
        file, home = _home(question)
        yield from ((file, f"{home}.{place}", text) for place, text in questions_in(question))
    for stage in knowledge.stages.values():
        yield from ((f"stages/{stage.id}.yaml", place, text) for place, text in questions_in(stage))
    for flag in knowledge.red_flags.values():
        yield from (("red_flags.yaml", f"flags[{flag.id}].{place}", text) for place, text in questions_in(flag))
    for sample in knowledge.work_samples.values():
        file, home = f"work_samples/{sample.role}.yaml", f"samples[{sample.id}]"
        yield from ((file, f"{home}.{place}", text) for place, text in questions_in(sample))
    for place, probe in _generic(knowledge):
        yield "probes.yaml", place, probe


def _probes(knowledge: Knowledge) -> Iterator[Problem]:
    for question in knowledge.questions.values():
        missing = [kind.value for kind in EvidenceKind if question.follow_ups.probe(kind) is None]
        if missing:
            file, place = _home(question)
            yield Problem(file, f"{place}.follow_ups", f"has no probe for {', '.join(missing)}", "add them")


def _generic(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every probe for whatever was claimed, with its place."""
    for kind, probing in knowledge.probes.items():
        for place, probes in (("probes", probing.probes), *((f"after.{s}", p) for s, p in probing.after.items())):
            yield from ((f"{kind}.{place}[{index}]", probe) for index, probe in enumerate(probes))


def _probing(knowledge: Knowledge) -> Iterator[Problem]:
    """Enough probes for whatever was claimed, each open, none of them for two kinds of evidence."""
    for kind, probing in knowledge.probes.items():
        if (count := len(probing.probes)) < FEWEST_PROBES:
            yield Problem("probes.yaml", f"{kind}.probes", f"has {count} entries", f"give at least {FEWEST_PROBES}")
    homes: dict[str, str] = {}
    for place, probe in _generic(knowledge):
        if not probe.endswith("?") or _YES_OR_NO.match(probe):
            yield Problem("probes.yaml", place, "is no open question", "reword it so that yes or no is no answer")
        home = homes.setdefault(probe.casefold(), place)
        if home.partition(".")[0] != place.partition(".")[0]:
            yield Problem("probes.yaml", place, f"asks the same as {home}", "reword or drop one of them")


def _coverage(knowledge: Knowledge) -> Iterator[Problem]:
    covered = {(question.criterion, question.stage) for question in knowledge.questions.values()}
    for criterion in knowledge.criteria:
        for stage in knowledge.stages:
            if (criterion, stage) not in covered:
                yield Problem(f"questions/{criterion}.yaml", "questions", f"has none for {stage}", "add at least one")


def _classics(knowledge: Knowledge) -> Iterator[Problem]:
    """Every classic probe is there."""
    there = {question.classic for question in knowledge.questions.values()}
    for classic in Classic:
        if classic not in there:
            right = f"add a question, or give one the line `classic: {classic}`"
            yield Problem("questions", "", f"has no {classic.replace('_', ' ')!r}", right)


def _work_samples(knowledge: Knowledge) -> Iterator[Problem]:
    """Every role has a work sample for each stage."""
    there = {(sample.role, sample.stage) for sample in knowledge.work_samples.values()}
    for role in knowledge.roles:
        for stage in knowledge.stages:
            if (role, stage) not in there:
                yield Problem(f"work_samples/{role}.yaml", "samples", f"has none for {stage}", "add one")


def _asked_as(knowledge: Knowledge) -> Iterator[Problem]:
    """Other words are for what is there."""
    there = {(passage.kind, passage.entry) for passage in passages(knowledge)}
    for kind, entries in knowledge.asked_as:
        for entry in entries:
            if (kind, entry) not in there:
                yield Problem("asked_as", f"{kind}.{entry}", "is for an entry that is not there", "remove it")


def _minutes(knowledge: Knowledge) -> Iterator[Problem]:
    """Every role at every stage can be asked for a whole interview without hearing a question twice."""
    minutes: dict[tuple[str, str], int] = defaultdict(int)
    for question in knowledge.questions.values():
        for role in question.roles:
            minutes[question.stage, role] += question.minutes
    for stage in knowledge.stages:
        for role in knowledge.roles:
            if (filled := minutes[stage, role]) < INTERVIEW_MINUTES:
                wrong = f"fill {filled} of {INTERVIEW_MINUTES} minutes for {role} at {stage}"
                yield Problem("questions", "", wrong, "add questions for this role and stage")


def _lexicon(knowledge: Knowledge) -> Iterator[Problem]:
    """One wording, one term. Listing both `fine tuning` and `fine-tuning` is idle, but no fault."""
    homes: dict[str, str] = {}
    for term in knowledge.terms.values():
        wordings = [wording.lower() for wording in (term.term, *term.variants)]
        for index, wording in enumerate(wordings):
            home = homes.setdefault(form(wording), term.term)
            place = f"terms[{term.term}]"
            if home != term.term:
                wrong = f"has {wording!r}, which belongs to {home!r} too"
                yield Problem("buzzwords", place, wrong, "keep it in one of them")
            elif wording in wordings[:index]:
                yield Problem("buzzwords", place, f"lists {wording!r} twice", "remove one")


def _same_questions(knowledge: Knowledge, embed: Embedder) -> Iterator[Problem]:
    questions = list(knowledge.questions.values())
    likeness = _likeness([question.text for question in questions], embed)
    for later, question in enumerate(questions):
        for earlier in range(later):
            if (cosine := likeness[later, earlier]) >= SAME_QUESTION:
                file, place = _home(question)
                wrong = f"asks nearly the same as {questions[earlier].id!r} (cosine {cosine:.2f})"
                yield Problem(file, f"{place}.text", wrong, "reword or drop one of them")


def _same_anchors(knowledge: Knowledge, embed: Embedder) -> Iterator[Problem]:
    for criterion in knowledge.criteria.values():
        likeness = _likeness(criterion.levels, embed)
        for lower, upper in pairwise(range(len(criterion.levels))):
            if (cosine := likeness[lower, upper]) >= SAME_ANCHOR:
                wrong = f"reads nearly like the level below (cosine {cosine:.2f})"
                right = "say what only this level shows"
                yield Problem(f"criteria/{criterion.id}.yaml", f"levels[{upper}]", wrong, right)


def _too_long(knowledge: Knowledge, embed: Embedder) -> Iterator[Problem]:
    for passage in passages(knowledge):
        if (length := embed.length(passage.text)) > embed.window:
            wrong = f"has {length} tokens, of which the search reads {embed.window}"
            yield Problem(f"{passage.kind} {passage.entry}", passage.part, wrong, "shorten or split it")


def _likeness(texts: Sequence[str], embed: Embedder) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Cosines of all pairs."""
    vectors = np.array(embed.embed_documents(list(texts)), ndmin=2)
    cosines: np.ndarray[tuple[int, int], np.dtype[np.float64]] = vectors @ vectors.T
    return cosines


def _home(question: Question) -> tuple[str, str]:
    return f"questions/{question.criterion}.yaml", f"questions[{question.id}]"
