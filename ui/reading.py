"""A transcript being read: the scorer's progress as it comes, then the reports, written and kept.

Knows nothing of how the page looks.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from queue import Empty, SimpleQueue

from assistant.errors import PlumblineError, StorageError
from assistant.reporting.remove import FORMATS
from assistant.reporting.write import folder_names, write_reports
from assistant.scoring import KeptReport, Progress, Reports, ScoreOptions, TranscriptScorer
from assistant.types import Report, SpeakerRole

_TICK_S = 0.5


@dataclass(frozen=True)
class Reading:
    """A file that has been read: its reports, in the order of the candidates, and the folders of their files.

    `kept`: their ids, shorter where `trouble` says why not all were kept. `swapped` is null where the reading is a past
    one, whose file is no longer at hand.
    """

    reports: tuple[Report, ...]
    folders: tuple[Path, ...]
    kept: tuple[str, ...]
    trouble: str | None = None
    swapped: bool | None = None

    def of(self, candidate: int) -> tuple[Path, ...]:
        """The report files of one candidate, in the order of `FORMATS`; they may be gone."""
        return tuple(self.folders[candidate] / f"report.{suffix}" for suffix in FORMATS)

    def comparison(self, candidate: int) -> Path:
        """The page of the comparison that a candidate stands in; there is none unless there were several."""
        return self.folders[candidate].parent / "comparison.html"


def read(
    scorer: TranscriptScorer, archive: Reports, path: Path, options: ScoreOptions, reports_dir: Path
) -> Iterator[Progress | Reading | None]:
    """Progress as it comes, None every half second without news, at last the reading.

    Raises what the scorer raises, and StorageError where the reports cannot be written. That they cannot be kept is
    no reason to lose them: the reading says so.
    """
    news: SimpleQueue[Progress] = SimpleQueue()
    with ThreadPoolExecutor(1) as pool:
        scoring = pool.submit(scorer.score, path, options, news.put)
        while not scoring.done() or not news.empty():
            try:
                yield news.get(timeout=_TICK_S)
            except Empty:
                yield None
        reports = scoring.result()
    files = write_reports(reports, new_folder(reports_dir.resolve(), path.stem))
    folders = tuple(dict.fromkeys(file.parent for file in files if file.stem == "report"))
    kept, trouble = _keep(archive, reports, folders)
    yield Reading(reports, folders, kept, trouble, options.swap)


def again(kept: KeptReport) -> Reading:
    """A past report as a reading."""
    return Reading((kept.report,), (kept.entry.folder,), (kept.entry.id,))


def _keep(
    archive: Reports, reports: tuple[Report, ...], folders: tuple[Path, ...]
) -> tuple[tuple[str, ...], str | None]:
    """The ids of the reports in the archive, and what went wrong where some are missing."""
    kept: list[str] = []
    try:
        for report, folder in zip(reports, folders, strict=True):
            kept.append(archive.keep(report, folder))
    except PlumblineError as error:
        return tuple(kept), str(error)
    return tuple(kept), None


def new_folder(parent: Path, name: str) -> Path:
    """Makes a folder of its own for one reading, named by the time and the transcript."""
    stem = f"{datetime.now():%Y-%m-%d-%H%M%S}-{folder_names([name])[0]}"
    for folder in chain([parent / stem], (parent / f"{stem}-{number}" for number in count(2))):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise StorageError(
                f"the folder {folder} cannot be made: {error.strerror or error}. "
                "Free some space or name another place for the data with PLUMBLINE_DATA_DIR."
            ) from error
        return folder
    raise AssertionError("count never ends")


def speakers(report: Report) -> tuple[tuple[str, SpeakerRole], ...]:
    """Who speaks and in which role, in the order they first speak."""
    return tuple(dict.fromkeys((turn.speaker, turn.role) for turn in report.turns))
