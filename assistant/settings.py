"""Every setting of the product, resolved in one place. The only reader of the environment.

Each has a name `PLUMBLINE_…` in the environment; `plumbline doctor` prints what was resolved.
"""

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import InputError

TEAM_FILE, PRACTICE_FILE = "archive.db", "practice.db"


class Settings(BaseSettings):
    """Where things live and which engine answers."""

    model_config = SettingsConfigDict(env_prefix="PLUMBLINE_", frozen=True, extra="ignore", validate_default=True)

    data_dir: Path = Field(Path(".plumbline"), description="everything that is written at run time lives under it")
    engine_url: str | None = Field(None, description="an OpenAI-compatible server; without it the embedded engine")
    engine_key: str = Field("none", description="sent as bearer token to the engine")
    engine_timeout_s: float = Field(300.0, gt=0, description="how long one request to the engine may take")
    interactive_timeout_s: float = Field(60.0, gt=0, description="the same while a person waits for it in the page")
    engine_start_timeout_s: float = Field(180.0, gt=0, description="how long the embedded engine may take to start")
    model: str | None = Field(None, description="hub id or folder of another chat model for the embedded engine")
    adapter: str | None = Field(None, description="adapter folder for it; without it the promoted one of the registry")
    embedding_model: str | None = Field(None, description="hub id or folder of another sentence-embedding model")
    knowledge_dir: Path | None = Field(None, description="a knowledge folder in place of the one in the package")
    chroma_url: str | None = Field(None, description="a Chroma server; without it Chroma on disk in the data folder")
    database_url: str | None = Field(None, description="the team's database; without it archive.db in the data folder")
    practice_url: str | None = Field(None, description="practices' own database; without it practice.db there")
    host: str = Field("127.0.0.1", description="address that the page and the engine listen on")
    ui_port: int = Field(7860, description="port of the page")
    engine_port: int = Field(8077, description="port of the engine when started on its own")

    @classmethod
    def of(cls, **given: object) -> "Settings":
        """The settings with these in place of the environment's. Raises InputError that names what cannot be."""
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        except ValidationError as error:
            wrong = "; ".join(f"PLUMBLINE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
            raise InputError(f"a setting cannot be used: {wrong}; correct or unset it") from error

    @field_validator("data_dir")
    @classmethod
    def _one_place(cls, folder: Path) -> Path:
        """The same folder for every part, wherever a part happens to run."""
        return folder.expanduser().resolve()

    @field_validator("practice_url")
    @classmethod
    def _practices_apart(cls, url: str | None, info: ValidationInfo) -> str | None:
        """Practices are private: never in the team's database."""
        if "data_dir" in info.data:
            folder, team = info.data["data_dir"], info.data.get("database_url")
            if _database(url or _sqlite(folder / PRACTICE_FILE)) == _database(team or _sqlite(folder / TEAM_FILE)):
                raise PydanticCustomError("same", "names the team's database, and practices need one of their own")
        return url

    @property
    def team_archive_url(self) -> str:
        """The database of interviews and reports."""
        return self.database_url or _sqlite(self.data_dir / TEAM_FILE)

    @property
    def practice_archive_url(self) -> str:
        """The database of practices, never the team's."""
        return self.practice_url or _sqlite(self.data_dir / PRACTICE_FILE)

    @property
    def cache_dir(self) -> Path:
        """Unpacked models and libraries' caches; may be deleted at any time."""
        return self.data_dir / "cache"

    @property
    def index_dir(self) -> Path:
        """The Chroma index on disk."""
        return self.data_dir / "index"

    @property
    def team_dir(self) -> Path:
        """The team's own knowledge."""
        return self.data_dir / "team"

    @property
    def reports_dir(self) -> Path:
        """Reports made in the page."""
        return self.data_dir / "reports"

    @property
    def logs_dir(self) -> Path:
        """What the embedded engine wrote while it ran."""
        return self.data_dir / "logs"


def _sqlite(file: Path) -> str:
    return f"sqlite:///{quote(str(file))}"


def _database(url: str) -> tuple[str, str, str]:
    """Which database a URL means, whoever logs in: the same for two URLs only where they mean the same one."""
    try:
        parts = urlsplit(url)
    except ValueError:  # its text may quote the password; the archive refuses such a URL without
        return url, "", ""
    if parts.scheme == "sqlite":
        return "sqlite", str(Path(unquote(parts.path[1:])).resolve()), ""
    return parts.netloc.rpartition("@")[2].lower().removesuffix(":5432"), unquote(parts.path), parts.query
