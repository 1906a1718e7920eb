"""A database's URL: which are taken, how they are shown, and where SQLite's file lies. Never shows a password."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from assistant.errors import StorageError

DRIVERS: Mapping[str, str] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
SECRETS = ("password", "sslpassword")
FORM = "write it like sqlite:////folder/archive.db or postgresql://user:password@host/database"


def read_address(url: str) -> URL:
    """The URL with the driver we use. Raises StorageError for one that names no database we can keep things in."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(f"the database's URL cannot be read as one; {FORM}") from error
    if address.drivername not in DRIVERS:
        raise StorageError(f"the database's URL begins with {address.drivername!r}, which is not supported; {FORM}")
    if address.drivername == "sqlite" and address.database in (None, "", ":memory:"):
        raise StorageError(f"the database's URL names no file, so that nothing would be kept; {FORM}")
    return address.set(drivername=DRIVERS[address.drivername])


def sqlite_file(address: URL) -> Path | None:
    """The file of an SQLite database, or None for a server's."""
    return Path(address.database or "").absolute() if address.drivername == "sqlite" else None


def shown(address: URL) -> str:
    """The file, or the URL without its password."""
    plain = address.set(drivername="postgresql").difference_update_query(SECRETS)
    return str(sqlite_file(address) or plain.render_as_string(hide_password=True))


def without_secrets(address: URL, text: str) -> str:
    """The text with every password of the URL made unreadable in it."""
    hidden = [str(address.password or "")]
    hidden += [value for name in SECRETS for value in address.normalized_query.get(name, ())]
    for secret in filter(None, hidden):
        text = text.replace(secret, "***")
    return text
