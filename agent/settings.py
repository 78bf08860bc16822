"""Configuration: flags > environment > `parley.toml` in the working folder > defaults.

Knows every setting, its sources and the default places. Knows nothing about what the settings lead to.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from catalog.errors import ConfigError

FILE = "parley.toml"
PREFIX = "PARLEY_"
_FLAGS = ("workspace", "llm", "llm_base_url", "encoder", "today")
"""Settings that a command takes as a flag too."""
BUNDLED = Path("workspaces") / "films"


class Settings(BaseSettings):
    """What a person can set. A name is a key of `parley.toml` and, with `PARLEY_` in front, an environment variable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", toml_file=FILE)

    llm: str = Field(default="embedded", description="who understands and words: 'embedded', or provider:model")
    llm_base_url: str | None = Field(default=None, description="address of an OpenAI-compatible endpoint, with /v1")
    llm_planning: str | None = Field(default=None, description="another model for planning")
    llm_wording: str | None = Field(default=None, description="another model for wording")
    llm_critic: str | None = Field(default=None, description="the model that judges slates; none judges without it")
    llm_fallback: Literal["none", "embedded"] = Field(default="none", description="who steps in for a model that fails")
    llm_timeout: float = Field(default=30.0, ge=2, le=600, description="seconds a turn may take")
    llm_budget: int = Field(default=200_000, ge=0, description="tokens a conversation may take; 0 is no limit")
    llm_context: int = Field(default=8_000, ge=2_000, description="tokens one call may send")
    llm_prices: str | None = Field(default=None, description="US dollars per million tokens in and out: 0.15,0.60")
    llm_trace: Path | None = Field(default=None, description="file for prompts and raw replies; nothing without it")
    llm_demonstrations: Literal["zero", "fixed", "dynamic"] = Field(
        default="dynamic", description="which examples a prompt shows"
    )
    llm_reflections: int = Field(default=2, ge=0, le=5, description="how often a turn may plan again")
    planning: Literal["plan-first", "react"] = Field(
        default="plan-first", description="the whole plan at once, or step by step"
    )
    user_llm: str | None = Field(default=None, description="provider:model of simulated people; else the agent's")
    user_llm_base_url: str | None = Field(default=None, description="address of that model, with /v1")
    user_llm_prices: str | None = Field(default=None, description="its US dollars per million tokens in and out")
    user_llm_max_cost: float | None = Field(default=None, ge=0, description="US dollars they may take in a run")
    user_llm_max_tokens: int | None = Field(default=None, ge=0, description="tokens they may take in a run")
    workspace: Path | None = Field(default=None, description="the workspace to use")
    store: str | None = Field(default=None, description="where conversations are kept, an SQLAlchemy URL")
    data: Path | None = Field(default=None, description="folder of the data sets known by name")
    encoder: str | None = Field(default=None, description="text encoder: a local folder or a hub name")
    today: date | None = Field(default=None, description="the day relative dates count from")

    @field_validator("llm")
    @classmethod
    def _named_with_provider(cls, value: str) -> str:
        provider, _, model = value.partition(":")
        if value != "embedded" and not (provider.strip() and model.strip()):
            raise ValueError(f"{value!r} is neither 'embedded' nor provider:model, for example openai:gpt-4.1-mini")
        return value

    @field_validator("user_llm")
    @classmethod
    def _a_language_model(cls, value: str | None) -> str | None:
        provider, _, model = (value or "").partition(":")
        if value is not None and not (provider.strip() and model.strip()):
            raise ValueError(f"{value!r} is no provider:model, for example openai:gpt-4.1-mini")
        return value

    @field_validator("llm_base_url", "user_llm_base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("an endpoint's address starts with http:// or https://, for example http://localhost:8000/v1")
        return value

    @field_validator("llm_prices", "user_llm_prices")
    @classmethod
    def _two_prices(cls, value: str | None) -> str | None:
        if value is not None:
            _prices(value)
        return value

    @property
    def prices(self) -> tuple[float, float] | None:
        """US dollars per million tokens, in and out; None where none are set."""
        return _prices(self.llm_prices) if self.llm_prices else None

    @property
    def of_user(self) -> Settings:
        """The settings of the model that speaks for simulated people: the agent's, unless it has some of its own. A
        model of its own has its own address and prices too."""
        if self.user_llm is None and self.user_llm_base_url is None:
            return self
        own = {"llm": self.user_llm or self.llm, "llm_base_url": self.user_llm_base_url}
        roles = {"llm_planning": None, "llm_wording": None, "llm_critic": None}
        return self.model_copy(update={**own, **roles, "llm_prices": self.user_llm_prices})

    @field_validator("workspace", "data", "llm_trace")
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


def _prices(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        incoming, outgoing = (float(part) for part in parts)
    except ValueError as error:
        raise ValueError(f"{text!r} is not two numbers with a comma between them, for example 0.15,0.60") from error
    if not (0 <= incoming < float("inf") and 0 <= outgoing < float("inf")):
        raise ValueError(f"{text!r}: prices are not negative")
    return incoming, outgoing


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
    places = f"{PREFIX}{key.upper()}, {FILE}" + (f" or --{key.replace('_', '-')}" if key in _FLAGS else "")
    return f"setting {key!r} ({places}): {first['msg'].removeprefix('Value error, ')}"
