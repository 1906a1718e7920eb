"""What a candidate is told about their answers, as HTML: their own words marked, where each criterion stands, what was
not heard and how to say it. All text is escaped. Without `numbers`, no number of a scale appears anywhere."""

from html import escape

from assistant.asking.views import (
    AnswerFeedback,
    CriterionFeedback,
    Lacking,
    PracticeSummary,
    PracticeView,
    SkeletonStep,
)
from assistant.reporting import wording
from assistant.reporting.highlights import Piece, pieces
from assistant.types import TurnEvidence


def feedback(view: PracticeView, numbers: bool) -> str:
    """Everything there is to say so far, folded away while it goes on; the summary first when it has ended."""
    single = len(view.feedback) == 1
    answers = "".join(
        _answer(each, place, numbers, opened=single or place == 1) for place, each in enumerate(view.feedback, 1)
    )
    if answers and not view.ended:
        label = f"Feedback on {wording.counted(len(view.feedback), 'answer')} so far, if you want it now"
        answers = f'<details class="told"><summary>{label}</summary>{answers}</details>'
    return f'<div class="feedback">{_summary(view.summary, numbers) if view.summary else ""}{answers}</div>'


def _summary(summary: PracticeSummary, numbers: bool) -> str:
    strongest = practise = heard = ""
    if moment := summary.strongest:
        strongest = (
            f"<h3>Your strongest moment</h3><blockquote>“{escape(moment.quote.text)}”</blockquote>"
            f"<p>{escape(moment.why)} It is in your answer to question {moment.answer + 1}.</p>"
        )
    if lacking := summary.practise:
        practise = f"<h3>One thing to practise</h3>{_asks(lacking)}"
    if summary.heard:
        items = "".join(
            f"<li><b>{escape(each.name)}</b>{_of_five(each.score) if numbers else ''} "
            f'<span class="quiet">{wording.counted(each.answers, "answer")}</span></li>'
            for each in summary.heard
        )
        heard = f"<h3>What your answers spoke to</h3><ul>{items}</ul>"
    return (
        f'<section class="summary"><p class="lead">{escape(summary.opening)}</p>{strongest}{practise}{heard}</section>'
    )


def _answer(each: AnswerFeedback, place: int, numbers: bool, opened: bool) -> str:
    head = f'<summary><span class="quiet">Question {place}</span> {escape(each.question)}</summary>'
    said = (
        f'<h4>Your answer</h4><div class="own" tabindex="0" role="group" aria-label="Your answer">{_marked(each)}</div>'
    )
    told = f"<p>{escape(each.unscored)}</p>" if each.unscored else _scored(each, numbers)
    return f'<details class="answer"{" open" if opened else ""}>{head}{said}{told}</details>'


def _scored(each: AnswerFeedback, numbers: bool) -> str:
    return f"{_depth(each) if numbers else ''}{_stands(each, numbers)}{_lacking(each)}{_skeleton(each.skeleton)}"


def _depth(each: AnswerFeedback) -> str:
    if each.depth is None:
        return ""
    likely = f", likely {wording.span(each.interval)}" if each.interval else ""
    return f'<p class="depth">Depth <b>{wording.number(each.depth)}</b> of 5{likely}.</p>'


def _marked(each: AnswerFeedback) -> str:
    """The answer with the quotes marked in it."""
    spans = (TurnEvidence(turn=0, **quote.model_dump()) for quote in each.quotes)
    return f"<p>{''.join(_piece(piece) for piece in pieces(each.answer, spans))}</p>"


def _piece(piece: Piece) -> str:
    if piece.span is None:
        return escape(piece.text)
    label = f'<span class="label"> {wording.mark(piece.span)}</span>' if piece.closes else ""
    return f'<mark class="{piece.span.kind}">{escape(piece.text)}{label}</mark>'


def _stands(each: AnswerFeedback, numbers: bool) -> str:
    if not each.criteria:
        return ""
    return f"<h4>Where it stands</h4>{''.join(_criterion(criterion, numbers) for criterion in each.criteria)}"


def _criterion(criterion: CriterionFeedback, numbers: bool) -> str:
    level = f' <span class="quiet">level {criterion.level} of {criterion.levels}</span>' if numbers else ""
    above = f"<dt>One step up</dt><dd>{escape(criterion.above)}</dd>" if criterion.above else ""
    earned = "".join(f"<li>“{escape(quote.text)}”</li>" for quote in criterion.quotes)
    words = f"<dt>Your words for it</dt><dd><ul>{earned}</ul></dd>" if earned else ""
    return (
        f'<section class="criterion"><h5>{escape(criterion.name)}{level}</h5>'
        f"<dl><dt>Here now</dt><dd>{escape(criterion.here)}</dd>{words}{above}</dl></section>"
    )


def _lacking(each: AnswerFeedback) -> str:
    if not each.lacking:
        return ""
    items = "".join(f"<li>{_asks(lacking)}</li>" for lacking in each.lacking)
    return f'<h4>What I did not hear</h4><ul class="lacking">{items}</ul>'


def _asks(lacking: Lacking) -> str:
    kind = wording.KINDS[lacking.kind].capitalize()
    return f"<p><b>{kind}.</b> {escape(lacking.why)}</p><p>An interviewer would ask: “{escape(lacking.ask)}”</p>"


def _skeleton(steps: tuple[SkeletonStep, ...]) -> str:
    if not steps:
        return ""
    items = "".join(f"<li><b>{escape(step.title)}</b> {_step(step)}</li>" for step in steps)
    return f'<h4>A stronger version, in your own words</h4><ol class="skeleton">{items}</ol>'


def _step(step: SkeletonStep) -> str:
    said = " … ".join(f"“{escape(quote.text)}”" for quote in step.said)
    gap = f'<span class="gap">{escape(step.gap)}</span>' if step.gap else ""
    return f"{said} {gap}".strip()


def _of_five(score: float) -> str:
    return f" {wording.number(score)} of 5"
