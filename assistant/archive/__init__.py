"""The archive: interviews and practices as lists of events, and reports, in SQLite or PostgreSQL.

It keeps and gives back; what the events mean is `assistant.asking.log`'s. Takes a quarter of a second to import, so it
is imported where it is used.
"""

from assistant.archive.archive import Archive
from assistant.archive.database import look_at
from assistant.archive.reports import TeamReports

__all__ = ["Archive", "TeamReports", "look_at"]
