"""What a team adds to the knowledge or puts in its place: in a folder of its own, each change whole or not at all."""

from knowledge.team.entries import TeamEntry
from knowledge.team.given import KINDS, Given, given_file
from knowledge.team.team import Change, Team

__all__ = ["KINDS", "Change", "Given", "Team", "TeamEntry", "given_file"]
