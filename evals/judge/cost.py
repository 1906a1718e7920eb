"""How fast, in one run on one machine: labels read against a verdict written, and growth with criteria and length."""

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from assistant.client import Engine, Message
from assistant.judging.exchange import ReadsLabels
from assistant.judging.judge import Item
from assistant.judging.readings import (
    BEARING_LABELS,
    DEPTH_LABELS,
    LEVEL_LABELS,
    PART_LABELS,
    STATUS_LABELS,
    ExchangeText,
)
from evals.judge.bench import APART, Bench
from evals.tables import Table
from knowledge.types import Rubric, RubricCriterion

AT_ONCE, RUNS, TOKENS = 8, 3, 64
INTERVIEW = 9000
Labels = tuple[str, ...]
SORTS: Mapping[Labels, str] = {
    BEARING_LABELS: "bearing on the question",
    DEPTH_LABELS: "overall depth",
    LEVEL_LABELS: "levels of criteria",
    STATUS_LABELS: "kinds of evidence",
    PART_LABELS: "parts",
}
VERDICT = 'Judge this answer from 1 to 5 and reply with JSON {"level": number, "why": text}.\n'
QUESTION = "Tell me about a model you put into service. What was hard about it?"
ANSWER = (
    "It sorted parcels by the photo of the label. The first version took nine hundred milliseconds because we resized "
    "every picture twice, so I moved the resize to the camera and it went to three hundred. "
)


def tables(bench: Bench) -> Iterator[Table]:
    """No answer is one that the engine has seen."""
    yield against_a_verdict(bench.engine)
    yield _growth(bench)
    yield _interview(bench)


def against_a_verdict(engine: Engine, runs: int = RUNS) -> Table:
    """One level an answer read as a label, against a JSON verdict written by the same model."""
    labels = ExchangeText("", QUESTION, ANSWER).depth().labels
    read, written = [], []
    for run in range(runs):
        mark = f"{time.time_ns()} {run}"
        texts = [ExchangeText(f"Run {mark}", QUESTION, f"Number {n} of {mark}. {ANSWER * 2}") for n in range(AT_ONCE)]
        verdicts = [[Message("user", f"{VERDICT}{text.question}\n{text.answer}")] for text in texts]
        read.append(seconds(partial(engine.read_labels, "judge", [text.depth().prompt for text in texts], labels)))
        written.append(seconds(partial(chat_all, engine, verdicts)))
    reading, writing = statistics.median(read), statistics.median(written)
    return Table(
        f"One level an answer, {AT_ONCE} answers at once, none seen before",
        ("way", "answers per second"),
        (
            ("one label read", f"{AT_ONCE / reading:.1f}"),
            ("JSON verdict written", f"{AT_ONCE / writing:.1f}"),
            ("ratio", f"{writing / reading:.1f}"),
        ),
        f"Medians of {runs}; a verdict has up to {TOKENS} tokens.",
    )


def _growth(bench: Bench) -> Table:
    """A whole judgement, by the number of criteria of a rubric and by the answer's length."""
    judge = bench.judge.asking(bench.engine)
    told = " ".join(row.answer.answer for row in bench.train if row.answer.contrast not in APART)
    lines = []
    for criteria, words in ((1, 100), (5, 100), (20, 100), (5, 25), (5, 400), (5, 1600)):
        took = []
        for _ in range(RUNS):
            item = Item(QUESTION, new_answer(told, words), rubric=_rubric(criteria))
            took.append(seconds(partial(judge.judge, [item])))
        lines.append((criteria, words, f"{statistics.median(took):.2f}"))
    return Table("One judgement alone", ("criteria", "words", "seconds, median"), tuple(lines), f"Medians of {RUNS}.")


class Timed:
    """An engine, with the seconds that each sort of reading takes and how many readings there were."""

    def __init__(self, engine: ReadsLabels) -> None:
        self._engine = engine
        self.seconds = defaultdict[Labels, float](float)
        self.count = Counter[Labels]()

    def read_labels(
        self, model: str, prompts: Sequence[tuple[Message, ...]], labels: Sequence[str]
    ) -> list[tuple[float, ...]]:
        """As `Engine.read_labels`."""
        started = time.perf_counter()
        found = self._engine.read_labels(model, prompts, labels)
        self.seconds[tuple(labels)] += time.perf_counter() - started
        self.count[tuple(labels)] += len(prompts)
        return found


def _interview(bench: Bench) -> Table:
    """All exchanges of an interview of so many words judged, and where the time goes."""
    items, words, mark = list[Item](), 0, f"{time.time_ns()}"
    for row in bench.train:
        if row.answer.contrast not in APART and words < INTERVIEW:
            asked = f"{row.answer.question} I noted {mark}."
            items.append(Item(asked, row.answer.answer, row.answer.stage))
            words += len(f"{asked} {row.answer.answer}".split())
    timed = Timed(bench.engine)
    whole = seconds(partial(bench.judge.asking(timed).judge, items))
    lines = [(name, str(timed.count[labels]), f"{timed.seconds[labels]:.1f}") for labels, name in SORTS.items()]
    rest = whole - sum(timed.seconds.values())
    return Table(
        f"An interview of {words} words, {len(items)} exchanges, none seen before",
        ("what", "readings", "seconds"),
        (*lines, ("meanings, terms and arithmetic", "–", f"{rest:.1f}"), ("all of it", "–", f"{whole:.1f}")),
        "One run; the first sort reads the beginnings that the others share.",
    )


def new_answer(told: str, words: int) -> str:
    """So many words that no engine has seen in this order: a mark of this moment, and then what others told."""
    return " ".join(f"It was run {time.time_ns()}. {told}".split()[:words])


def _rubric(criteria: int) -> Rubric:
    return Rubric(id="growth", criteria=tuple(_criterion(n) for n in range(criteria)))


def _criterion(n: int) -> RubricCriterion:
    levels = ("Says nothing of it.", "Names it.", "Describes one case.", "Says how and why.", "Shows what it cost.")
    kept = f"How line {n} was kept running."
    return RubricCriterion(id=f"line_{n}", name=f"Line {n}", description=kept, levels=levels)


def chat_all(engine: Engine, conversations: list[list[Message]]) -> None:
    """Conversations at once, up to `TOKENS` tokens each."""
    with ThreadPoolExecutor(len(conversations)) as pool:
        list(pool.map(lambda messages: engine.chat("interviewer", messages, max_tokens=TOKENS), conversations))


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, by the wall clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
