"""From labelled answers to a verified adapter. Scripts; imported by nobody."""
