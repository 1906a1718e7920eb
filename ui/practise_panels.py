"""The pieces of HTML of the workspace *Practise*: what it is, the question, what was said so far. All text is escaped.

A nervous person reads this: plain words, nothing that counts against anybody, always a way out.
"""

from html import escape
from typing import Final

from assistant.asking.views import PracticeView
from ui.interview_panels import facts, folded, time_used

EMPTY: Final = (
    '<div class="empty"><h2>A mock interview, for you alone</h2><ol>'
    "<li>Choose a role and a stage, or just start.</li>"
    "<li>Answer one question at a time, in your own words and your own time. There is no wrong moment to stop.</li>"
    "<li>At the end you see which of your words carried weight, what was not heard, and how the answer could go.</li>"
    "</ol>"
    "<p>Nobody else sees your practices, and you can delete them at any time.</p></div>"
)
HINT: Final = (
    '<p class="hint">Take your time: no answer is cut off; once the time is used, no new question follows. '
    "<kbd>Ctrl</kbd>+<kbd>Enter</kbd> sends, <kbd>Enter</kbd> starts a new line. What you type is kept in this browser "
    "until you send it.</p>"
)
STOP: Final = (
    '<details class="ask-first"><summary><span class="ask">Stop here</span><span class="keep">Go on practising</span>'
    "</summary><p>You will see the feedback on what you answered so far. "
    "What you typed but did not send is not read.</p>"
    '<button type="button" class="main" data-do="stop">Stop and see the feedback</button></details>'
)


def bar(view: PracticeView) -> str:
    """What it is for, how far it is, and the time."""
    where = "Finished" if view.ended else f"Question {view.number} of about {max(view.of, view.number)}"
    return (
        f'<div class="bar"><h2>{where}</h2><p>{facts(view.setup)}</p>'
        f"<p>{time_used(view.elapsed_s, view.setup.minutes)} used</p></div>"
    )


def question(view: PracticeView) -> str:
    """The question that waits for an answer, or what is going on instead."""
    if view.doing:
        what = "Then you see the feedback." if view.ended else "The next question comes in a moment."
        return f'<p class="none" id="question" tabindex="-1">Your answer is kept. {what}</p>'
    if view.ended:
        return f'<h2 class="question" id="question" tabindex="-1">{_thanks(len(view.feedback))}</h2>'
    follow_up = bool(view.lines) and view.lines[-1].note == "follow-up"
    again = '<p class="kind">A follow-up on what you said</p>' if follow_up else ""
    return f'{again}<h2 class="question" id="question" tabindex="-1">{escape(view.question or "")}</h2>'


def _thanks(answers: int) -> str:
    return "Done. Here is what I heard." if answers else "Stopped before the first answer, which is fine."


def so_far(view: PracticeView) -> str:
    """What was asked and answered before, folded away."""
    lines = view.lines[:-1] if view.question else view.lines
    if not lines:
        return ""
    items = "".join(
        f'<div class="line {line.who}"><span class="who">{"You" if line.who == "candidate" else "Interviewer"}</span>'
        f"{folded(line.text)}</div>"
        for line in lines
    )
    label = "Everything that was said" if view.ended else "What was said so far"
    return f'<details class="so-far"><summary>{label}</summary>{items}</details>'
