"""Invented conversations of the folder beside this file, with who is who and whether somebody is interviewed.

`tuned.txt` was at hand while the rules on roles and refusals were written; `held_out.txt` was written afterwards and
changed nothing in them. Each conversation starts with `=== name`, and `/ reason` where it is no interview; `+` before a
name marks an interviewer, `-` a candidate.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.transcripts import read_transcript_bytes
from assistant.types import SpeakerRole, Transcript, UnscoredReason

_FOLDER = Path(__file__).with_suffix("")
_ROLES: dict[str, SpeakerRole] = {"+": "interviewer", "-": "candidate"}


@dataclass(frozen=True)
class Conversation:
    """A text and what a careful reader says of it: `refused` is null where somebody is interviewed."""

    name: str
    marked: str
    refused: UnscoredReason | None = None

    @property
    def transcript(self) -> Transcript:
        """The conversation as imported."""
        lines = [line.lstrip("+-") for line in self.marked.splitlines()]
        return read_transcript_bytes(f"{self.name}.txt", "\n".join(lines).encode())

    @property
    def roles(self) -> dict[str, SpeakerRole]:
        """Who is who, by name."""
        return {line.lstrip("+-").split(":")[0]: _ROLES.get(line[0], "other") for line in self.marked.splitlines()}


def _read(name: str) -> tuple[Conversation, ...]:
    parts = re.split(r"^=== ", (_FOLDER / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    return tuple(_conversation(*part.split("\n", 1)) for part in parts)


def _conversation(title: str, marked: str) -> Conversation:
    name, _, reason = title.partition(" / ")
    return Conversation(name, marked.strip(), UnscoredReason(reason) if reason else None)


TUNED = _read("tuned.txt")
HELD_OUT = _read("held_out.txt")
BY_NAME = {conversation.name: conversation for conversation in (*TUNED, *HELD_OUT)}
