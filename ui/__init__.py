"""The page: layout and wiring only."""
