"""Before the interviews: what the posting should say, a role profile from it, and who of a panel asks what."""
