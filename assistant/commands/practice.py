"""`plumbline practice`: a mock interview in the terminal, kept turn by turn; starting it again goes on where it was.

The owner's secret lies in the data folder, so the practices of a terminal are those of whoever may read that folder.
"""

import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing

from rich.console import Console
from rich.markup import escape

from assistant.archive import Archive
from assistant.asking.events import Setup
from assistant.asking.views import AnswerFeedback, Entry, Practice, PracticeView
from assistant.commands.progress import printable
from assistant.errors import EngineError, StorageError, UnknownIdError
from assistant.judging.criteria import DEFAULT_STAGE
from assistant.opening import open_rooms
from assistant.reporting import wording
from assistant.scoring import Progress
from assistant.settings import Settings

OWNER_FILE = "practice.owner"
HOW = "Write your answer; an empty line sends it. /stop ends the practice with its feedback, Ctrl-C keeps it for later."


def practice_in_terminal(
    settings: Settings,
    role: str | None,
    stage: str | None,
    seniority: str | None,
    minutes: int,
    *,
    numbers: bool,
    listing: bool,
    delete: str | None,
) -> bool:
    """A practice, or the list of them, or their end. Returns whether the person left in the middle."""
    console = Console(highlight=False)
    owner = owner_secret(settings)
    if listing or delete:
        with closing(Archive.open(settings.practice_archive_url)) as archive:
            _keep_house(archive, owner, delete, console)
        return False
    setup = Setup(
        kind="practice",
        role=role,
        stage=stage or DEFAULT_STAGE,
        stage_assumed=stage is None,
        seniority=seniority,
        minutes=minutes,
    )
    try:
        with console.status("Starting the model; the first start takes a minute"):
            opened = ExitStack()
            rooms = opened.enter_context(open_rooms(settings))
        with opened:
            practise(rooms.practice, owner, setup, numbers=numbers, console=console)
    except KeyboardInterrupt:
        console.print("\nKept. `plumbline practice` goes on from here.")
        return True
    return False


def owner_secret(settings: Settings) -> str:
    """The secret of this data folder's owner, made once. Raises StorageError."""
    path = settings.data_dir / OWNER_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(16), encoding="ascii")
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise StorageError(f"{path} cannot be read or written ({error}); make it readable, or delete it") from error


def practise(room: Practice, owner: str, setup: Setup, *, numbers: bool, console: Console) -> None:
    """One practice from its first question, or from where an unfinished one stands, to its feedback.

    Raises EngineError where nobody is there to try again; what was answered is kept.
    """
    console.print(f"[dim]{_text(wording.PRACTICE_NOTICE)}[/dim]\n")
    view = _resumed(room, owner, console) or room.open(owner, setup)
    console.print(f"[dim]{HOW}[/dim]")
    answers = _answers(console)
    view = _advanced(room, owner, view, console)
    while not view.ended:
        _ask(view, console)
        answer = next(answers, None)
        view = room.stop(owner, view.id) if answer is None else room.answer(owner, view.id, answer, view.seen)
        view = _advanced(room, owner, view, console)
    _tell(view, console, numbers=numbers)


def _keep_house(archive: Archive, owner: str, delete: str | None, console: Console) -> None:
    """Lists the owner's practices, the newest first, or deletes one by its id, or `all`. Raises UnknownIdError."""
    entries = archive.entries(owner, "practice")
    if delete is None:
        for entry in entries:
            console.print(f"{entry.id}  {_described(entry)}")
        if not entries:
            console.print("There are no practices here.")
        return
    ids = [entry.id for entry in entries]
    if delete not in (*ids, "all"):
        raise UnknownIdError("practice", delete, [*ids, "all"])
    chosen = ids if delete == "all" else [delete]
    for practice in chosen:
        archive.delete(practice, owner)
    console.print(f"Deleted {wording.counted(len(chosen), 'practice')}.")


def _resumed(room: Practice, owner: str, console: Console) -> PracticeView | None:
    """The newest unfinished practice, if the person wants to go on with it."""
    entry = next((entry for entry in room.past(owner) if not entry.ended), None)
    if entry is None:
        return None
    if sys.stdin.isatty():
        console.print(f"You have an unfinished practice: {_described(entry)}")
        if console.input("Go on with it? \\[Y/n] ").strip().lower().startswith("n"):
            return None
    return room.view(owner, entry.id)


def _described(entry: Entry) -> str:
    role = wording.named(entry.setup.role) if entry.setup.role else "any role"
    state = "ended" if entry.ended else "unfinished"
    answers = wording.counted(entry.answers, "answer")
    return f"{entry.started:%Y-%m-%d %H:%M} UTC, {role}, {wording.named(entry.setup.stage)}, {answers}, {state}"


def _advanced(room: Practice, owner: str, view: PracticeView, console: Console) -> PracticeView:
    """What is still to be done, done; where the engine fails, the person may try again."""
    while True:
        try:
            return _steps(room, owner, view, console)
        except EngineError as error:
            console.print(f"[bold]The model did not answer:[/bold] {_text(str(error))}")
            if not sys.stdin.isatty():
                raise
            console.input("Your answer is kept. Press Enter to try again, or Ctrl-C to leave and go on later. ")


def _steps(room: Practice, owner: str, view: PracticeView, console: Console) -> PracticeView:
    with console.status("") as status:
        for step in room.advance(owner, view.id):
            if isinstance(step, Progress):
                status.update(step.doing)
            else:
                view = step
    return view


def _answers(console: Console) -> Iterator[str]:
    """What is typed, an empty line ending each answer; ends with the input or at `/stop`."""
    lines: list[str] = []
    while True:
        try:
            line = console.input("> " if sys.stdin.isatty() else "")
        except EOFError:
            if "".join(lines).strip():
                yield "\n".join(lines)
            return
        if line.strip() == "/stop":
            return
        if line.strip():
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []


def _ask(view: PracticeView, console: Console) -> None:
    used = wording.clock(view.elapsed_s)
    console.print(f"\n[dim]Question {view.number} of {view.of}, {used} of {view.setup.minutes} minutes[/dim]")
    console.print(f"[bold]{_text(view.question or '')}[/bold]")


def _tell(view: PracticeView, console: Console, *, numbers: bool) -> None:
    """The feedback, one answer after the other."""
    console.print("\n[bold]That was it.[/bold]")
    if view.summary:
        console.print(_text(view.summary.opening))
    for number, feedback in enumerate(view.feedback, 1):
        console.rule(f"Answer {number}")
        _tell_one(feedback, console, numbers=numbers)
    if view.summary and view.summary.practise:
        console.rule("To practise next")
        console.print(_text(f"{view.summary.practise.why} {view.summary.practise.ask}"))
    console.print(f"\n[dim]{_text(wording.LIMITS)}[/dim]")


def _tell_one(feedback: AnswerFeedback, console: Console, *, numbers: bool) -> None:
    console.print(f"[bold]{_text(feedback.question)}[/bold]")
    if feedback.unscored:
        console.print(_text(feedback.unscored))
    if numbers and feedback.depth is not None:
        console.print(f"Depth {wording.number(feedback.depth)} of 5, range {wording.span(feedback.interval)}")
    for criterion in feedback.criteria:
        level = f" {wording.number(criterion.score)} of 5" if numbers else ""
        console.print(f"\n[bold]{_text(criterion.name)}{level}[/bold]\n  {_text(criterion.here)}")
        if criterion.above:
            console.print(f"  [dim]One up: {_text(criterion.above)}[/dim]")
        for quote in criterion.quotes:
            console.print(f"  “{_text(quote.text)}”")
    for lacking in feedback.lacking:
        console.print(f"\n{_text(lacking.why)}\n  [italic]{_text(lacking.ask)}[/italic]")
    if feedback.skeleton:
        console.print("\n[bold]A stronger version of your own answer[/bold]")
        for step in feedback.skeleton:
            console.print(f"  {_text(step.text)}")


def _text(said: str) -> str:
    """What somebody wrote, without what would steer the terminal or its markup."""
    return escape(printable(said))
