"""A practice and an interview played by a process that is killed at random moments, again and again.

    python -m tests.assistant.asking.killing DATABASE-URL KILLS

Each child opens the archive, finds where it was and goes on; its parent kills it after a random time and starts the
next. Prints what went on as JSON: the kills, and every record that differs from one that nobody disturbed.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import cast

from assistant.archive import Archive
from assistant.asking.desk import TEAM, InterviewDesk
from assistant.asking.events import Card, Plan, Setup
from assistant.asking.interviewer import Interviewer
from assistant.asking.log import Standing, Talk
from assistant.asking.messages.intents import Intent, Understood
from assistant.asking.practice import PracticeRoom
from assistant.asking.probing.followups import Inquiries, Inquiry
from assistant.asking.views import Covered
from assistant.judging.criteria import JudgedCriterion, yardstick
from assistant.types import EvidenceKind, Judgement
from knowledge.load import load_knowledge
from knowledge.types import Question
from tests.assistant.asking.records import PLAN, judgement, setup

HEARING_S = 0.004
ANSWERS = ("I wrote the loader.", "It was much better.", "We tuned it.", "It broke twice.", "I counted the labels.")
MESSAGES = ("he said: we made it better", "what next", "he said: it broke on Sunday", "how was that")
KNOWLEDGE = load_knowledge()


class Stub:
    """Stands in for the interviewer where only the record matters: no engine, no embeddings, the same every time."""

    knowledge = KNOWLEDGE

    def plan(self, of: Setup) -> Plan:
        return PLAN

    def completed(self, of: Setup) -> Setup:
        return of

    def criterion_of(self, question: str) -> str | None:
        return "ownership"

    def answers_better(self, answer: str, question: str, other: str) -> bool:
        return False

    def criteria(self, of: Setup) -> tuple[JudgedCriterion, ...]:
        return yardstick(KNOWLEDGE, of.stage, None, None).criteria

    def hear(self, of: Setup, talk: Talk) -> Judgement:
        time.sleep(HEARING_S)
        return judgement({"ownership": 2.0 if len(talk.said) < 2 else 4.0})

    def coverage(self, now: Standing) -> tuple[Covered, ...]:
        return (
            Covered(id="ownership", name="Ownership", weight=1, state="open", score=None, interval=None, exchanges=0),
        )

    def bank(self, talk: Talk) -> Question | None:
        return None

    def understand(self, text: str) -> Understood:
        intents = {"what next": Intent.NEXT, "how was that": Intent.JUDGE}
        return Understood(intents.get(text, Intent.SAID), 1.0, None, text.removeprefix("he said: "), None)

    def follow_ups(self, now: Standing, most: int) -> Inquiries:
        said = now.talks[-1].said[-1].text if now.talks else ""
        words = f"{len(now.asked)} things you said “{said}”?"
        told = {"why": "w", "listen_for": "l", "strong": "s", "weak": "w"}
        return Inquiries((Inquiry(words, 0, len(said), said, EvidenceKind.METRIC, source="bank", **told),))

    def openings(
        self, now: Standing, criterion: str | None = None, about: str | None = None, seniority: str | None = None
    ) -> tuple[Card, ...]:
        told = {"why": "w", "listen_for": "l", "strong": "s", "weak": "w"}
        return (Card(key="", kind="opening", question=f"Question {len(now.asked)}?", source="bank", **told),)


STUB = cast("Interviewer", Stub())


def practise(archive: Archive, owner: str) -> None:
    """One practice to its end, from wherever it is."""
    room = PracticeRoom(archive, STUB)
    entries = room.past(owner)
    view = room.view(owner, entries[0].id) if entries else room.open(owner, setup())
    while True:
        for _ in room.advance(owner, view.id):
            pass
        view = room.view(owner, view.id)
        if view.ended:
            return
        answered = sum(line.who == "candidate" for line in view.lines)
        view = room.answer(owner, view.id, ANSWERS[answered % len(ANSWERS)], view.seen)


def interview(archive: Archive, owner: str) -> None:
    """One interview until every message has its reply, from wherever it is; `owner` is only its candidate's name."""
    desk = InterviewDesk(archive, STUB)
    entry = next((entry for entry in desk.past() if entry.setup.candidate == owner), None)
    view = desk.view(entry.id) if entry else desk.open(setup(kind="interview", candidate=owner))
    while True:
        for _ in desk.advance(view.id):
            pass
        view = desk.view(view.id)
        if view.question is None and view.cards:
            view = desk.decide(view.id, view.cards[0].key, accepted=True)
        typed = [line.text for line in view.lines if line.text in MESSAGES]
        if len(typed) == len(MESSAGES):
            return
        view = desk.say(view.id, MESSAGES[len(typed)], view.seen)


Play = Callable[[Archive, str], None]


def child(url: str, play: Play, owner: str) -> int:
    """Starts a process that plays; gives its id."""
    pid = os.fork()
    if pid:
        return pid
    archive = Archive.open(url)
    play(archive, owner)
    archive.close()
    os._exit(0)


def events(url: str, play: Play, owner: str) -> list[list[str]]:
    """Every record that this player left, as text without times and without the name of the player."""
    archive = Archive.open(url)
    kind, key = ("practice", owner) if play is practise else ("interview", TEAM)
    entries = [one for one in archive.entries(key, kind) if play is practise or one.setup.candidate == owner]
    found = [
        [record.event.model_dump_json().replace(owner, "") for record in archive.events(entry.id, key)]
        for entry in entries
    ]
    archive.close()
    return found


def disturb(url: str, play: Play, kills: int, chance: random.Random) -> tuple[int, list[str]]:
    """Plays until so many processes were killed. Gives how many, and the rounds that left another record."""
    started = time.monotonic()
    os.waitpid(child(url, play, "undisturbed"), 0)
    lasts_s = time.monotonic() - started
    right = events(url, play, "undisturbed")
    assert len(right) == 1
    killed, number, different = 0, 0, list[str]()
    while killed < kills:
        number += 1
        owner = f"round {number}"
        done = False
        while not done:
            pid = child(url, play, owner)
            if killed < kills:
                time.sleep(chance.uniform(0, lasts_s))
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            killed += os.WIFSIGNALED(status)
            done = os.WIFEXITED(status)
        if (found := events(url, play, owner)) != right:
            different.append(json.dumps({"round": owner, "found": found, "right": right}))
    return killed, different


def main() -> None:
    """Both kinds, half of the kills each."""
    url, kills = sys.argv[1], int(sys.argv[2])
    Archive.open(url).close()
    chance = random.Random(3)
    results = {play.__name__: disturb(url, play, kills // 2, chance) for play in (practise, interview)}
    told = {name: {"killed": killed, "different": different} for name, (killed, different) in results.items()}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
