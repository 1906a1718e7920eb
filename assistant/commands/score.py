"""`plumbline score`: transcripts and folders of them in, a folder with a report for each out."""

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.commands.progress import printable, progress_bar, say
from assistant.errors import EngineUnreachable, PlumblineError
from assistant.judging.scorer import Scorer
from assistant.opening import open_judge
from assistant.reporting.write import folder_names, write_comparison, write_reports
from assistant.scoring import Progress, ScoreOptions
from assistant.settings import Settings
from assistant.types import Report

SUFFIXES = frozenset({".vtt", ".srt", ".sbv", ".txt", ".md", ".json"})


def score_files(settings: Settings, paths: Sequence[Path], options: ScoreOptions, out: Path) -> int:
    """Score every transcript; a bad one never stops the others. Returns how many failed.

    Only an engine that no longer answers ends it early; what is done by then is kept, compared and said.
    """
    transcripts, failed = find_transcripts(paths, out)
    for sentence in failed:
        say(f"plumbline: {sentence}")
    folders = [out / name for name in folder_names([path.stem for path in transcripts])]
    done: list[tuple[Path, tuple[Report, ...]]] = []
    with progress_bar() as bar, open_judge(settings) as judge:
        scorer = Scorer(judge)
        scorer.check(options)
        for path, folder in zip(transcripts, folders, strict=True):
            try:
                done.append((folder, _score_one(scorer, path, folder, options, bar)))
            except EngineUnreachable as error:
                failed += [f"{left}: not scored, {error}" for left in transcripts[transcripts.index(path) :]]
                say(f"plumbline: {error}")
                break
            except PlumblineError as error:
                failed.append(_told(path, error))
                say(f"plumbline: {failed[-1]}")
    _compare(done, out)
    if len(transcripts) > 1 and failed:
        say(f"plumbline: {len(failed)} could not be scored:")
        for sentence in failed:
            say(f"  {sentence.splitlines()[0]}")
    return len(failed)


def find_transcripts(paths: Sequence[Path], out: Path) -> tuple[list[Path], list[str]]:
    """The files themselves and the transcripts in the folders, in the order given, folders by name.

    Hidden folders and reports of an earlier run in `out` are no transcripts. Also a sentence for each empty folder.
    """
    found: list[Path] = []
    empty: list[str] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if _is_transcript(p, path, out)) if path.is_dir() else [path]
        if not inside:
            empty.append(f"{path} has no transcripts ({', '.join(sorted(SUFFIXES))}); name a file or another folder")
        found += inside
    return found, empty


def _is_transcript(path: Path, folder: Path, out: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    written = path.resolve().is_relative_to(out.resolve())
    return path.is_file() and path.suffix.lower() in SUFFIXES and not hidden and not written


def _score_one(
    scorer: Scorer, path: Path, folder: Path, options: ScoreOptions, progress: Callable[[Progress], None]
) -> tuple[Report, ...]:
    reports = scorer.score(path, options, progress)
    write_reports(reports, folder)
    for report in reports:
        print(f"{path}: {printable(_outcome(report))}  ->  {folder}")
    return reports


def _told(path: Path, error: PlumblineError) -> str:
    """What is wrong with a transcript, with its path once, as it was given."""
    return f"{path}: {str(error).removeprefix(f'{path}: ').removeprefix(f'{path.name}: ')}"


def _outcome(report: Report) -> str:
    if report.depth is None or report.depth_interval is None:
        return f"{report.candidate}: no score, {report.unscored_reason}: {report.explanation}"
    low, high = report.depth_interval
    load = "too few terms" if report.buzzword_load is None else f"{report.buzzword_load:.2f}"
    return f"{report.candidate}: depth {report.depth:.1f} of 5 (80 %: {low:.1f} to {high:.1f}), buzzword load {load}"


def _compare(done: Sequence[tuple[Path, tuple[Report, ...]]], out: Path) -> None:
    """Candidates from several transcripts beside each other, in the order given."""
    if len(done) < 2:
        return
    reports = [report for _, own in done for report in own]
    pages = [
        f"{folder.name}/report.html" if len(own) == 1 else f"{folder.name}/{name}/report.html"
        for folder, own in done
        for name in folder_names([report.candidate for report in own])
    ]
    write_comparison(reports, out, pages)
