"""One file for each step, oldest first by name. A step that was released is never edited."""
