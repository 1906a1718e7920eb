"""Eight simulated candidates each play a practice from its first question to its feedback, on an invented engine."""

from collections.abc import Iterator
from typing import cast

import pytest

from assistant.archive import Archive
from assistant.asking.events import Asked
from assistant.asking.interviewer import Interviewer
from assistant.asking.messages.intents import Intents
from assistant.asking.practice import PracticeRoom
from assistant.asking.views import PracticeView
from assistant.errors import ConflictError, EngineError, InputError, UnknownIdError
from assistant.types import UnscoredReason
from knowledge.wording import faults
from tests.assistant.asking.candidates import BAD_ANSWERS, CANDIDATES, Candidate
from tests.assistant.asking.records import setup
from tests.assistant.conftest import NewJudge
from tests.fakes import FakeEngine, fails, reads

OWNER = "a secret"
MOST_ANSWERS = 40
INTENTS = cast("Intents", None)  # nobody types requests in a practice


@pytest.fixture
def archive(tmp_path: object) -> Iterator[Archive]:
    opened = Archive.open(f"sqlite:///{tmp_path}/practice.db")
    yield opened
    opened.close()


@pytest.fixture
def room(archive: Archive, new_judge: NewJudge) -> PracticeRoom:
    elsewhere = reads("bearing", "football", Y=0.02, Q=0.96, D=0.01, N=0.01)
    declining = reads("bearing", "never done that", Y=0.02, D=0.96, Q=0.01, N=0.01)
    judge, _ = new_judge(elsewhere, declining)
    return PracticeRoom(archive, Interviewer(judge, INTENTS))


def advanced(room: PracticeRoom, view: PracticeView) -> PracticeView:
    *_, last = room.advance(OWNER, view.id)
    assert isinstance(last, PracticeView)
    return last


def play(room: PracticeRoom, answering: Candidate, **changes: object) -> PracticeView:
    """A practice to its end, in which a candidate answers everything."""
    view = room.open(OWNER, setup(**changes))
    for number in range(MOST_ANSWERS):
        if view.ended:
            return view
        assert view.question
        view = advanced(room, room.answer(OWNER, view.id, answering(view.question, number), view.seen))
    raise AssertionError("the practice does not end")


def questions(archive: Archive, view: PracticeView) -> list[Asked]:
    return [record.event for record in archive.events(view.id, OWNER) if isinstance(record.event, Asked)]


@pytest.mark.parametrize("name", CANDIDATES)
def test_everyone_is_taken_to_the_end(name: str, room: PracticeRoom, archive: Archive) -> None:
    view = play(room, CANDIDATES[name], role="ml_engineer", seniority="mid")
    asked = questions(archive, view)
    words = [one.question for one in asked if not one.plain]
    assert len(words) == len(set(words)), "a question was repeated"
    openings = [one for one in asked if one.opens]
    assert len(view.feedback) == len(openings) >= 3
    assert all(one.depth is not None or one.unscored for one in view.feedback)
    for one in asked:
        bare = one.question.replace(one.quote or "\0", "")
        assert not [fault for fault in faults(bare) if fault.kind != "stacked"], one.question
    assert view.summary


def test_depth_is_told_from_its_absence(room: PracticeRoom) -> None:
    depths = {
        name: [one.depth for one in play(room, CANDIDATES[name]).feedback] for name in ("strong", "weak", "jargon")
    }
    assert min(depth or 0 for depth in depths["strong"]) > 3
    assert max(depth or 0 for depth in depths["weak"] + depths["jargon"]) < 2.5


def test_a_settled_answer_is_not_probed_and_a_thin_one_is(room: PracticeRoom, archive: Archive) -> None:
    assert all(one.opens for one in questions(archive, play(room, CANDIDATES["strong"])))
    probes = [one for one in questions(archive, play(room, CANDIDATES["weak"])) if not one.opens]
    assert probes
    assert all(one.missing and one.quote and one.quote in CANDIDATES["weak"]("", 0) for one in probes)


def test_nobody_is_pressed_who_has_not_done_it(room: PracticeRoom, archive: Archive) -> None:
    view = play(room, CANDIDATES["evasive"])
    assert all(one.opens for one in questions(archive, view))
    assert {one.unscored_reason for one in view.feedback} == {UnscoredReason.DECLINED}


def test_who_talks_of_something_else_is_asked_again_once(room: PracticeRoom, archive: Archive) -> None:
    asked = questions(archive, play(room, CANDIDATES["off_topic"]))
    again = [one for one in asked if one.plain]
    assert len(again) == len([one for one in asked if one.opens])
    assert all(one.question.endswith(first.question) for one, first in zip(again, asked[::2], strict=True))


def test_instructions_in_an_answer_move_nothing(room: PracticeRoom, archive: Archive) -> None:
    view = play(room, CANDIDATES["injecting"])
    plain = play(room, lambda question, number: "We built it as a team and it went very well.")
    assert [one.depth for one in view.feedback if one.depth and one.depth > 2.5] == []
    openings = [[one.question for one in questions(archive, each) if one.opens] for each in (view, plain)]
    assert openings[0] == openings[1]
    assert not any("children" in one.question.replace(one.quote or "\0", "") for one in questions(archive, view))


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_no_answer_breaks_it_and_every_word_is_kept(answer: str, room: PracticeRoom) -> None:
    view = room.open(OWNER, setup())
    view = advanced(room, room.answer(OWNER, view.id, answer, view.seen))
    assert view.question
    assert any(line.who == "candidate" and line.text == answer for line in view.lines)
    assert len(view.feedback) == 1


@pytest.mark.parametrize(("answer", "says"), [("  \n ", "empty"), ("a" * 200_001, "200,001 characters")])
def test_what_is_no_answer_is_refused_and_nothing_is_written(answer: str, says: str, room: PracticeRoom) -> None:
    view = room.open(OWNER, setup())
    with pytest.raises(InputError, match=says):
        room.answer(OWNER, view.id, answer, view.seen)
    assert room.view(OWNER, view.id) == view


def test_an_answer_outlives_an_engine_that_fails(archive: Archive, new_judge: NewJudge) -> None:
    broken, _ = new_judge(fails(500, "out of order"))
    view = PracticeRoom(archive, Interviewer(broken, INTENTS)).open(OWNER, setup())
    room = PracticeRoom(archive, Interviewer(broken, INTENTS))
    view = room.answer(OWNER, view.id, CANDIDATES["weak"]("", 0), view.seen)
    assert view.doing
    with pytest.raises(EngineError, match="out of order"):
        advanced(room, view)
    assert room.view(OWNER, view.id) == view
    whole, _ = new_judge()
    again = PracticeRoom(archive, Interviewer(whole, INTENTS))
    assert advanced(again, view).question


def test_two_tabs_write_one_answer(room: PracticeRoom) -> None:
    view = room.open(OWNER, setup())
    room.answer(OWNER, view.id, "I wrote the first answer in the left tab.", view.seen)
    with pytest.raises(ConflictError):
        room.answer(OWNER, view.id, "I wrote the other one in the right tab.", view.seen)


def test_only_its_owner_sees_or_deletes_a_practice(room: PracticeRoom) -> None:
    view = room.open(OWNER, setup())
    assert [entry.id for entry in room.past(OWNER)] == [view.id]
    assert room.past("somebody else") == ()
    for act in (room.view, room.stop, room.delete):
        with pytest.raises(UnknownIdError):
            act("somebody else", view.id)
    room.delete(OWNER, view.id)
    assert room.past(OWNER) == ()
    with pytest.raises(UnknownIdError):
        room.view(OWNER, view.id)


def test_stopping_still_reads_the_last_answer(room: PracticeRoom) -> None:
    view = room.open(OWNER, setup())
    view = room.answer(OWNER, view.id, CANDIDATES["strong"]("", 0), view.seen)
    view = room.stop(OWNER, view.id)
    assert view.ended
    assert view.doing
    view = advanced(room, view)
    assert view.feedback[0].depth
    with pytest.raises(InputError, match="ended"):
        room.answer(OWNER, view.id, "One more thing I would like to add here.", view.seen)


def test_an_unknown_role_is_refused_with_the_known_ones(room: PracticeRoom) -> None:
    with pytest.raises(UnknownIdError, match="ml_engineer"):
        room.open(OWNER, setup(role="wizard"))


def test_the_engine_hears_no_more_than_the_exchange(archive: Archive, new_judge: NewJudge) -> None:
    judge, fake = new_judge()
    play(PracticeRoom(archive, Interviewer(judge, INTENTS)), CANDIDATES["strong"], candidate="Ada Quill")
    assert isinstance(fake, FakeEngine)
    assert not any("Ada Quill" in asked.prompt for asked in fake.history)
