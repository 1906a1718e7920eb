"""Transcripts: files become turns, speakers get roles, turns become exchanges. Pure and sync; no model is asked.

transcript = read_transcript(path)
roles = find_roles(transcript)
refusal = why_not_an_interview(transcript, roles)
transcript = apply_roles(transcript, roles)
for exchange in find_exchanges(transcript, candidate=name): ...
"""

from assistant.transcripts.answers import AnswerPiece, AnswerText, answer_text, question_text
from assistant.transcripts.decoding import decode
from assistant.transcripts.exchanges import LeftOut, Outline, find_exchanges, outline
from assistant.transcripts.interview import Refusal, why_not_an_interview
from assistant.transcripts.reading import read_transcript, read_transcript_bytes
from assistant.transcripts.speakers import (
    SpeakerRoles,
    apply_roles,
    assign_roles,
    candidates,
    find_roles,
    roles_by_hand,
    swap_roles,
)

__all__ = [
    "AnswerPiece",
    "AnswerText",
    "LeftOut",
    "Outline",
    "Refusal",
    "SpeakerRoles",
    "answer_text",
    "apply_roles",
    "assign_roles",
    "candidates",
    "decode",
    "find_exchanges",
    "find_roles",
    "outline",
    "question_text",
    "read_transcript",
    "read_transcript_bytes",
    "roles_by_hand",
    "swap_roles",
    "why_not_an_interview",
]
