"""A transcript file in, one report per candidate out: importing, roles, exchanges and judging joined."""

from collections.abc import Callable
from pathlib import Path

from assistant.judging.criteria import DEFAULT_STAGE, check_ids
from assistant.judging.interview import interview_report, judge_exchanges, without_score
from assistant.judging.judge import Judge
from assistant.scoring import Progress, ScoreOptions
from assistant.transcripts import read_transcript
from assistant.transcripts.exchanges import find_exchanges
from assistant.transcripts.interview import Refusal, why_not_an_interview
from assistant.transcripts.speakers import SpeakerRoles, apply_roles, find_roles, roles_by_hand, swap_roles
from assistant.types import Report, Transcript, UnscoredReason

NO_ANSWERS = "No question about the candidate's work is answered in this transcript, so there is nothing to score."


class Scorer:
    """Scores transcripts with one judge."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def check(self, options: ScoreOptions) -> None:
        """Raises UnknownIdError where the options name a stage, role or seniority that the knowledge does not have."""
        check_ids(self._judge.knowledge, options.stage, options.role, options.seniority)

    def score(self, path: Path, options: ScoreOptions, progress: Callable[[Progress], None]) -> tuple[Report, ...]:
        """One report per candidate, in the order they first speak; a refusal is a report without scores.

        Raises PlumblineError: a file that cannot be read, an unknown id, an engine that fails.
        """
        check_ids(self._judge.knowledge, options.stage, options.role, options.seniority)
        progress(Progress(0, 1, f"reading {path.name}"))
        transcript = read_transcript(path)
        roles = find_roles(transcript, candidate=options.candidate)
        transcript = apply_roles(transcript, roles)
        if options.swap:
            transcript = swap_roles(transcript)
            roles = roles_by_hand(transcript)
        if refusal := why_not_an_interview(transcript, roles):
            return (self._refused(transcript, roles, options, refusal),)
        names = _chosen(roles.speakers("candidate"), options.candidate)
        return tuple(self._scored(transcript, name, options, progress) for name in names)

    def _scored(
        self, transcript: Transcript, candidate: str, options: ScoreOptions, progress: Callable[[Progress], None]
    ) -> Report:
        exchanges = find_exchanges(transcript, candidate=candidate)
        if not exchanges:
            roles = SpeakerRoles({candidate: "candidate"}, 1.0, ())
            return self._refused(transcript, roles, options, Refusal(UnscoredReason.NOT_ASKED, NO_ANSWERS))
        judged = judge_exchanges(self._judge, transcript, exchanges, options, progress)
        progress(Progress(len(exchanges), len(exchanges), "writing the report"))
        return interview_report(self._judge, transcript, candidate, judged, options)

    def _refused(self, transcript: Transcript, roles: SpeakerRoles, options: ScoreOptions, refusal: Refusal) -> Report:
        """A report that gives the reason in place of every number."""
        by = self._judge.yardstick_of(options.stage, options.role, options.rubric)
        criteria = tuple(without_score(criterion, refusal.reason) for criterion in by.criteria)
        return Report(
            candidate=", ".join(roles.speakers("candidate")) or "nobody",
            role=options.role,
            stage=options.stage or DEFAULT_STAGE,
            stage_assumed=options.stage is None,
            seniority=options.seniority,
            duration_s=transcript.duration_s,
            depth=None,
            depth_interval=None,
            buzzword_load=None,
            unscored_reason=refusal.reason,
            explanation=refusal.sentence,
            turns=transcript.turns,
            exchanges=(),
            criteria=criteria,
            flags=(),
            follow_ups=(),
            coaching=(),
            evidence=(),
            versions=self._judge.versions(by),
        )


def _chosen(names: tuple[str, ...], wanted: str | None) -> tuple[str, ...]:
    """The candidate that was asked for, as `find_roles` understands a name, or all where nobody was."""
    said = (wanted or "").strip().casefold()
    exact = tuple(name for name in names if name.casefold() == said)
    return exact or tuple(name for name in names if said in name.casefold()) or names
