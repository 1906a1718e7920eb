"""`plumbline follow-up`: questions and answers as JSON lines in, what to ask next out, in the same order."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from assistant.asking.probing.followups import Answered, Inquiry, follow_ups
from assistant.commands.rows import Failure, judge_rows
from assistant.judging.judge import Item
from assistant.opening import Models
from assistant.settings import Settings
from assistant.types import Judgement


def follow_up_file(settings: Settings, source: Path, target: Path, rubric: Path | None, most: int) -> int:
    """The follow-ups on every line of `source` into `target`. Returns how many lines could not be judged.

    `most`: how many for each line; a line without any has the `reason`. Raises PlumblineError.
    """
    return judge_rows(settings, source, target, rubric, partial(_asked, most), _failed)


def _asked(most: int, models: Models, item: Item, judgement: Judgement) -> Mapping[str, Any]:
    criteria = models.judge.yardstick_of(item.stage, item.role, item.rubric).criteria
    answered = Answered(item.question, item.answer, judgement, criteria)
    writer = models.engine if models.interviewer else None
    asked = follow_ups(models.judge, answered, most=most, writer=writer)
    return {"follow_ups": [_shown(each) for each in asked.found], "reason": asked.reason}


def _shown(inquiry: Inquiry) -> dict[str, Any]:
    first = ("question", "quote", "missing", "why", "listen_for", "source")
    values = asdict(inquiry)
    return {name: values[name] for name in (*first, *(name for name in values if name not in first))}


def _failed(failure: Failure) -> Mapping[str, Any]:
    return {"follow_ups": [], "reason": failure.sentence, "error": failure.sentence}
