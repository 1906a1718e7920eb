"""A transcript being read: the scorer's progress as it comes, then the reports and where they were written.

Knows nothing of how the page looks.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from queue import Empty, SimpleQueue

from assistant.errors import StorageError
from assistant.reporting.write import folder_names, write_reports
from assistant.scoring import Progress, ScoreOptions, TranscriptScorer
from assistant.types import Report, SpeakerRole

FORMATS = ("html", "pdf", "md", "json", "csv")
_TICK_S = 0.5


@dataclass(frozen=True)
class Reading:
    """A file that has been read: its reports, in the order of the candidates, and the files written for them."""

    reports: tuple[Report, ...]
    files: tuple[Path, ...]
    swapped: bool

    def of(self, candidate: int) -> tuple[Path, ...]:
        """The report files of one candidate, in the order of `FORMATS`."""
        written = [path for path in self.files if path.stem == "report"]
        folder = written[candidate * len(FORMATS)].parent
        return tuple(folder / f"report.{suffix}" for suffix in FORMATS)

    @property
    def comparison(self) -> Path | None:
        """The comparison's page, where there are several candidates."""
        return next((path for path in self.files if path.name == "comparison.html"), None)


def read(
    scorer: TranscriptScorer, path: Path, options: ScoreOptions, reports_dir: Path
) -> Iterator[Progress | Reading | None]:
    """Progress as it comes, None every half second without news, at last the reading.

    Raises what the scorer raises, and StorageError where the reports cannot be written.
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
    files = write_reports(reports, new_folder(reports_dir, path.stem))
    yield Reading(reports, files, options.swap)


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
