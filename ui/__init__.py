"""The page in the browser: layout and wiring only. What is judged and how it reads is in `assistant`."""
