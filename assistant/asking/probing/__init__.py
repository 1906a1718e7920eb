"""Follow-ups: what an answer left open, in which words to ask for it, and what may be asked at all."""
