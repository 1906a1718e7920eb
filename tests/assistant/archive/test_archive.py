"""The archive in SQLite and in PostgreSQL: what goes in comes out, in order, to its owner, until it is deleted."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.archive import Archive
from assistant.asking.events import Asked, Decided, Ended, Event, Judged, Replied, Requested, Said
from assistant.errors import ConflictError, StorageError, UnknownIdError
from assistant.types import EvidenceKind, Judgement, UnscoredReason, Versions
from tests.assistant.archive.conftest import TEAM, Execute, said, started
from tests.assistant.reporting import sample

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
JUDGED = Judged(
    exchange=0,
    judgement=Judgement(
        depth=None,
        depth_interval=None,
        buzzword_load=0.25,
        unscored_reason=UnscoredReason.DECLINED,
        criteria=(),
        evidence=(),
        given=(EvidenceKind.METRIC,),
        stage="scale",
        stage_assumed=False,
        versions=Versions(model="m", adapter="a", prompt="p", rubric="r", knowledge="k", calibration="c"),
    ),
)
HARD_TEXTS = (
    "",
    "🙂🙂",
    "Ответ: потому что",
    "<script>alert('x')</script> %s :name {} \\ \" ' \u2028",
    "NUL \0 inside",
    "half a character \ud83d cut off",
    "word " * 20_000,
)
NOT_IDS = ("", "0" * 24, "no such", "' OR '1'='1", "nul \0", "half \ud83d", "x" * 5000)


def clock_of(times: Sequence[datetime]) -> Callable[[], datetime]:
    left = iter(times)
    return lambda: next(left)


def test_a_record_comes_back_as_it_was_written(archive: Archive) -> None:
    events: list[Event] = [
        Asked(question="What broke?", opens=True, source="bank", bank_id="q", missing=EvidenceKind.FAILURE),
        Said(text="The queue."),
        JUDGED,
        Requested(text="what next"),
        Replied(intent="next", text="This."),
        Decided(card="c1", accepted=False),
        Ended(why="stopped"),
    ]
    interview = archive.create(TEAM, started())
    added = archive.append(interview, events[:3], 1)
    added += archive.append(interview, events[3:], 4)
    record = archive.events(interview, TEAM)
    assert record[1:] == added
    assert [one.seq for one in record] == list(range(8))
    assert [one.event for one in record] == [started(), *events]
    assert all(one.at.utcoffset() == timedelta(0) for one in record)


@pytest.mark.parametrize("words", HARD_TEXTS, ids=lambda words: ascii(words[:12]))
def test_every_text_comes_back_word_for_word(archive: Archive, words: str) -> None:
    interview = archive.create(words, started(candidate=words))
    archive.append(interview, said(words), 1)
    begun, record = archive.events(interview, words)
    assert (begun.event, record.event) == (started(candidate=words), Said(text=words))
    (entry,) = archive.entries(words, "interview")
    assert entry.setup.candidate == words
    archive.delete(interview, words)


def test_a_record_is_there_after_closing(database_url: str, archive: Archive) -> None:
    interview = archive.create(TEAM, started())
    archive.append(interview, said("one", "two"), 1)
    record = archive.events(interview, TEAM)
    archive.close()
    again = Archive.open(database_url)
    assert again.events(interview, TEAM) == record
    again.append(interview, said("three"), 3)
    again.close()


@pytest.mark.parametrize("expected", [-1, 0, 1, 2, 4, 99])
def test_only_the_length_that_was_seen_is_written_after(archive: Archive, expected: int) -> None:
    interview = archive.create(TEAM, started())
    archive.append(interview, said("one", "two"), 1)
    with pytest.raises(ConflictError, match=f"interview {interview} was changed .*; reload it and try again"):
        archive.append(interview, said("three"), expected)
    with pytest.raises(ConflictError):
        archive.append(interview, [], expected)
    assert len(archive.events(interview, TEAM)) == 3
    assert archive.append(interview, [], 3) == ()


def test_several_events_are_written_all_or_none(archive: Archive, execute: Execute) -> None:
    interview = archive.create(TEAM, started())
    execute("CREATE UNIQUE INDEX never_twice ON events (payload)")
    with pytest.raises(ConflictError):
        archive.append(interview, said("one", "two", "one"), 1)
    assert len(archive.events(interview, TEAM)) == 1
    archive.append(interview, said("one", "two"), 1)


def test_times_are_utc_and_never_run_backwards(database_url: str) -> None:
    west = timezone(timedelta(hours=-9))
    hours = (0, -1, 2, 2, 1, 3)
    archive = Archive.open(
        database_url, clock_of([(NOON + timedelta(hours=hour, microseconds=7)).astimezone(west) for hour in hours])
    )
    interview = archive.create(TEAM, started())
    for place in range(1, 6):
        archive.append(interview, said("a", "b"), 2 * place - 1)
    times = [one.at for one in archive.events(interview, TEAM)]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert [str(time) for time in times[::2]] == [
        f"2026-03-01 {hour}:00:00.000007+00:00" for hour in (12, 12, 14, 14, 14, 15)
    ]
    archive.close()


def test_a_list_is_the_owners_newest_first(database_url: str) -> None:
    archive = Archive.open(database_url, clock_of([NOON + timedelta(minutes=minute) for minute in range(9)]))
    first, second, private, other = (
        archive.create(owner, started(kind, name))
        for owner, kind, name in (
            (TEAM, "interview", "Ann"),
            (TEAM, "interview", "Bo"),
            (TEAM, "practice", "Ann"),
            ("somebody", "interview", "Cy"),
        )
    )
    archive.append(first, [Asked(question="?", opens=True, source="typed"), *said("a", "b"), Ended(why="time")], 1)
    archive.append(other, said("c"), 1)
    entries = archive.entries(TEAM, "interview")
    assert [(entry.id, entry.setup.candidate, entry.answers, entry.ended) for entry in entries] == [
        (second, "Bo", 0, False),
        (first, "Ann", 2, True),
    ]
    assert [entry.started for entry in entries] == [NOON + timedelta(minutes=1), NOON]
    assert [entry.id for entry in archive.entries(TEAM, "practice")] == [private]
    assert archive.entries("nobody", "interview") == ()
    archive.close()


def test_what_is_another_owners_does_not_exist(archive: Archive) -> None:
    interview = archive.create("hers", started("practice"))
    for owner in ("his", "", "HERS", "hers "):
        for attempt in (archive.events, archive.delete):
            with pytest.raises(UnknownIdError, match=r"there is no interview .* here \(any more\)"):
                attempt(interview, owner)
    assert len(archive.events(interview, "hers")) == 1


def test_an_owners_secret_is_not_stored(archive: Archive, execute: Execute) -> None:
    secret = "x7-the-owners-own-secret"
    interview = archive.create(secret, started("practice"))
    archive.append(interview, said("words"), 1)
    rows = [row for table in ("interviews", "events", "reports") for row in execute(f"SELECT * FROM {table}")]
    assert len(rows) == 3
    assert secret not in str(rows)


@pytest.mark.parametrize("given", NOT_IDS, ids=lambda given: ascii(given[:10]))
def test_an_id_that_does_not_exist_is_said_shortly(archive: Archive, given: str) -> None:
    attempts = (
        lambda: archive.events(given, TEAM),
        lambda: archive.delete(given, TEAM),
        lambda: archive.append(given, said("x"), 1),
        lambda: archive.report(given),
        lambda: archive.delete_report(given),
    )
    for attempt in attempts:
        with pytest.raises(UnknownIdError, match="choose another") as told:
            attempt()
        assert len(str(told.value)) < 120


def test_deleting_takes_the_events_along_and_nothing_else(archive: Archive, execute: Execute) -> None:
    kept, gone = archive.create(TEAM, started()), archive.create(TEAM, started())
    for interview in (kept, gone):
        archive.append(interview, said("a", "b"), 1)
    archive.delete(gone, TEAM)
    assert [entry.id for entry in archive.entries(TEAM, "interview")] == [kept]
    assert len(archive.events(kept, TEAM)) == 3
    assert execute("SELECT DISTINCT interview FROM events") == [(kept,)]
    with pytest.raises(UnknownIdError):
        archive.append(gone, said("c"), 3)


@pytest.mark.parametrize("payload", ['{"kind":"sung","text":"la"}', '{"kind":"said","text":"a","tone":"low"}', "{", ""])
def test_an_event_that_cannot_be_read_is_named(archive: Archive, execute: Execute, payload: str) -> None:
    interview, well = archive.create(TEAM, started()), archive.create(TEAM, started())
    archive.append(interview, said("a"), 1)
    execute(
        f"UPDATE events SET payload = '{payload}'".replace(":", r"\:") + f" WHERE interview = '{interview}' AND seq = 1"
    )
    with pytest.raises(StorageError, match=f"event 1 of interview {interview} cannot be read.*update Plumbline"):
        archive.events(interview, TEAM)
    assert len(archive.entries(TEAM, "interview")) == 2
    assert len(archive.events(well, TEAM)) == 1
    archive.delete(interview, TEAM)


def test_a_list_with_a_beginning_that_cannot_be_read_names_it(archive: Archive, execute: Execute) -> None:
    interview = archive.create(TEAM, started())
    execute("""UPDATE events SET payload = '{"kind"\\: "said", "text"\\: ""}'""")
    with pytest.raises(StorageError, match=f"event 0 of interview {interview} cannot be read"):
        archive.entries(TEAM, "interview")


def test_a_record_with_a_gap_is_neither_read_nor_written(archive: Archive, execute: Execute) -> None:
    interview = archive.create(TEAM, started())
    archive.append(interview, said("a", "b"), 1)
    execute("DELETE FROM events WHERE seq = 1")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: archive.events(interview, TEAM),
        lambda: archive.append(interview, said("c"), 2),
        lambda: archive.append(interview, said("c"), 3),
    )
    for attempt in attempts:
        with pytest.raises(StorageError, match=f"the record of interview {interview} has a gap"):
            attempt()


def test_a_report_comes_back_with_its_entry(database_url: str) -> None:
    archive = Archive.open(database_url, clock_of([NOON, NOON + timedelta(hours=1)]))
    report, folder = sample.report(), Path("/data/reports/omar é")
    first = archive.save_report(report, folder)
    second = archive.save_report(sample.spoken_by("NUL \0 and half \ud83d", name="Eve \ud83d \0"), folder / "2")
    kept = archive.report(first)
    assert kept.report == report
    assert (kept.entry.id, kept.entry.created, kept.entry.folder) == (first, NOON, folder)
    assert (kept.entry.candidate, kept.entry.role, kept.entry.stage) == (report.candidate, report.role, report.stage)
    assert kept.entry.depth == report.depth
    assert [entry.id for entry in archive.reports()] == [second, first]
    assert archive.reports()[1] == kept.entry
    assert archive.report(second).report.candidate == "Eve \ud83d \0"
    assert archive.delete_report(first) == folder
    assert [entry.id for entry in archive.reports()] == [second]
    with pytest.raises(UnknownIdError, match="no report"):
        archive.report(first)
    archive.close()


def test_a_report_that_cannot_be_read_is_named(archive: Archive, execute: Execute) -> None:
    report = archive.save_report(sample.report(), Path("there"))
    execute("UPDATE reports SET payload = '{}'")
    with pytest.raises(StorageError, match=f"report {report} cannot be read"):
        archive.report(report)
    assert [entry.id for entry in archive.reports()] == [report]
