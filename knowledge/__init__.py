"""What to ask and what good looks like: content, checks and retrieval. Never calls the engine."""
