"""Does it agree with people, resist attacks, run fast. Scripts; imported by nobody."""
