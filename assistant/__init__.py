"""The product: transcripts, judging, asking, reporting, and the client of the engine."""
