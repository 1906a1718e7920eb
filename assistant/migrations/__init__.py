"""The archive's tables, step by step, as Alembic runs them when an archive is opened.

To change the tables: change `assistant/archive/tables.py`, add a file to `versions` whose `down_revision` is the newest
there, and run `tests/assistant/archive/test_migrations.py`, which says what is still different.
"""
