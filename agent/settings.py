"""Configuration: flags > environment > `parley.toml` in the working folder > defaults.

Knows every setting, its sources and the default places. Knows nothing about what the settings lead to.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from catalog.errors import ConfigError

FILE = "parley.toml"
PREFIX = "PARLEY_"
BUNDLED = Path("workspaces") / "films"


class Settings(BaseSettings):
    """What a person can set. A name is a key of `parley.toml` and, with `PARLEY_` in front, an environment variable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", toml_file=FILE)

    llm: str = Field(default="embedded", description="who understands and phrases")
    workspace: Path | None = Field(default=None, description="the workspace to use")
    store: str | None = Field(default=None, description="where conversations are kept, an SQLAlchemy URL")
    data: Path | None = Field(default=None, description="folder of the data sets known by name")
    encoder: str | None = Field(default=None, description="text encoder: a local folder or a hub name")
    today: date | None = Field(default=None, description="the day relative dates count from")

    @field_validator("llm")
    @classmethod
    def _known_llm(cls, value: str) -> str:
        if value != "embedded":
            raise ValueError(f"{value!r} is not available in this version of Parley; the only one is 'embedded'")
        return value

    @field_validator("workspace", "data")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then the file; no .env file and no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings in force; flags that are None were not given.

    Raises ConfigError, in one line, for an unknown key (naming it and the known ones) and for a value that cannot be.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{key: value for key, value in (flags or {}).items() if value is not None})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{FILE} is not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{FILE} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise ConfigError(_line(error)) from error


def default_workspace(settings: Settings) -> tuple[Path, bool]:
    """The workspace to use and whether somebody named it; the bundled one's place where nobody did.

    The order is: named, else ./workspaces/films if it is there, else the user's data folder.
    """
    if settings.workspace is not None:
        return settings.workspace, True
    if BUNDLED.is_dir():
        return BUNDLED, False
    return user_folder() / BUNDLED, False


def user_folder() -> Path:
    """Where Parley keeps what belongs to this user."""
    import platformdirs

    return platformdirs.user_data_path("parley", appauthor=False)


def _refuse_unknown_variables() -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise ConfigError(
            f"environment variable {unknown[0]!r} is unknown; known: {', '.join(sorted(known))}; unset or mend it"
        )


def _line(error: ValidationError) -> str:
    first = error.errors()[0]
    key = str(first["loc"][0]) if first["loc"] else "settings"
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"{FILE}: unknown key {key!r}; known: {known}"
    return f"setting {key!r} ({PREFIX}{key.upper()}, {FILE} or --{key}): {first['msg'].removeprefix('Value error, ')}"
