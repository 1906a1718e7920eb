"""`plumbline knowledge search`: entries of the knowledge in a person's own words, as read at a terminal and in a pipe.

Needs no engine. What was searched is said on stderr, what was found on stdout: on a terminal wrapped, in a pipe a line
each.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import cast

from assistant.commands.progress import printable, progress_bar, say
from assistant.errors import InputError
from assistant.judging.criteria import check_ids
from assistant.opening import open_knowledge, open_store
from assistant.scoring import Progress
from assistant.settings import Settings
from knowledge.embed import Embedder
from knowledge.finding import Found
from knowledge.passages import CONTENT, Passage, PassageKind

WIDEST, INDENT = 100, 3


def search_knowledge(
    settings: Settings, query: str, kinds: Sequence[str], stage: str | None, role: str | None, k: int
) -> tuple[Found, ...]:
    """Up to `k` entries, best first; the index is brought up to date before. Raises InputError or KnowledgeError."""
    if not query.strip():
        raise InputError("the query is empty; write what to look for")
    if unknown := [kind for kind in kinds if kind not in CONTENT]:
        raise InputError(f"unknown kind {unknown[0]!r}; known: {', '.join(CONTENT)}")
    knowledge = open_knowledge(settings)
    check_ids(knowledge, stage, role, None)
    with closing(open_store(settings, Embedder(settings.embedding_model, settings.cache_dir))) as store:
        with progress_bar() as bar:
            store.build(knowledge, lambda done, total: bar(Progress(done, total, "indexing")))
        return store.find(query, cast("Sequence[PassageKind]", kinds), stage, role, k)


def print_found(found: Sequence[Found], kinds: Sequence[str], stage: str | None, role: str | None) -> None:
    """What was looked through, then what was found."""
    looked_in = ", ".join(_plain(kind) + "s" for kind in kinds) if kinds else "everything"
    limits = "".join(f", leaving out what is only for other {what}s than {id_}" for what, id_ in
                     (("stage", stage), ("role", role)) if id_)  # fmt: skip
    say(f"searched {looked_in} by words and by meaning{limits}: {len(found) or 'nothing'} found")
    for number, one in enumerate(found, 1):
        print("\n".join(_block(number, one.passage)) if sys.stdout.isatty() else printable(str(one)))


def _block(number: int, passage: Passage) -> Iterator[str]:
    width = min(WIDEST, shutil.get_terminal_size().columns)
    meant_for = [name for name in (*passage.stages, *passage.roles) if name != passage.entry]
    about = ", ".join([*([passage.criterion] if passage.criterion not in (None, passage.entry) else []), *meant_for])
    about = ", ".join(filter(None, [about, passage.part if passage.kind == "document" else ""]))
    whose = "your team’s " if passage.team else ""
    yield f"{number}. {whose}{_plain(passage.kind)} {printable(passage.entry)}" + (f"  ({about})" if about else "")
    margin = " " * INDENT
    text = " ".join(printable(passage.text).split())
    yield from textwrap.wrap(text, width, initial_indent=margin, subsequent_indent=margin)
    yield ""


def _plain(kind: str) -> str:
    return kind.replace("_", " ")
