"""Asking: what to ask next, in which words, and an interview or a practice as an append-only list of what happened."""
