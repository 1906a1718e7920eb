"""Transcripts: files become turns, speakers get roles, turns become exchanges. Pure and sync; no model is asked."""

from assistant.transcripts.reading import read_transcript, read_transcript_bytes

__all__ = ["read_transcript", "read_transcript_bytes"]
