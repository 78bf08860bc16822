"""Which language models are asked, and where: `Endpoint`.

Knows providers, model names, addresses and what their clients need. Knows nothing about calls.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agent.settings import Settings
from agent.usage import Role
from catalog.errors import ConfigError

PROVIDERS = (
    "anthropic", "azure_ai", "azure_openai", "bedrock", "bedrock_converse", "cohere", "deepseek", "fireworks",
    "google_genai", "google_vertexai", "groq", "huggingface", "ibm", "mistralai", "nvidia", "ollama", "openai",
    "openrouter", "perplexity", "together", "xai",
)  # fmt: skip
"""Providers that LangChain has a client for; every one but openai is a package of its own."""

_LONGEST = 600.0
"""Seconds a client waits for bytes: every call has a deadline of its own, this is only the backstop behind it."""
_CONNECT = 10.0
"""Seconds to connect."""
_NO_KEY = "not-needed"
"""What a server of one's own is sent for a key: the protocol wants one, and it must not be anybody's real one."""


@dataclass(frozen=True)
class Endpoint:
    """A main model and, where they differ, the models for single roles; each is `provider:model`."""

    model: str
    base_url: str | None = None
    planning: str | None = None
    wording: str | None = None
    critic: str | None = None
    context: int = 8_000
    """Tokens one call may send."""
    prices: tuple[float, float] | None = None
    """US dollars per million tokens, in and out; None where none are set."""

    @classmethod
    def of(cls, settings: Settings) -> Endpoint:
        """The endpoint that the settings name.

        Raises ConfigError, in one line, for what cannot work: an unknown provider, its package not installed, neither
        a key nor an address.
        """
        provider, _, name = settings.llm.partition(":")
        if not name:
            raise ConfigError(f"PARLEY_LLM={settings.llm!r} is no provider:model, for example openai:gpt-4.1-mini")
        url = settings.llm_base_url
        if url and (not _address(url) or "?" in url or "#" in url):
            raise ConfigError("PARLEY_LLM_BASE_URL is no plain address; one is, for example, http://localhost:8000/v1")
        others = (settings.llm_planning, settings.llm_wording, settings.llm_critic)
        planning, wording, critic = (other and _named(other, provider) for other in others)
        endpoint = cls(
            settings.llm, settings.llm_base_url, planning, wording, critic, settings.llm_context, settings.prices
        )
        for role in get_args(Role):
            if endpoint.speaks_openai(role):
                endpoint.key()
            else:
                endpoint.chat_model(role)  # only its client knows what it needs
        return endpoint

    def model_of(self, role: Role) -> str:
        """The model for a role, as `provider:model`."""
        return {"planning": self.planning, "wording": self.wording, "critic": self.critic}[role] or self.model

    def chat_model(self, role: Role) -> BaseChatModel:
        """A new client of the model for a role, which belongs to the first event loop it is used on.

        ConfigError as `of`.
        """
        provider, _, name = self.model_of(role).partition(":")
        if provider not in PROVIDERS:
            raise ConfigError(f"the provider {provider!r} is unknown; known: {', '.join(PROVIDERS)}; check PARLEY_LLM")
        return self._openai(name) if provider == "openai" else self._other(provider, name)

    def speaks_openai(self, role: Role) -> bool:
        """Whether the role's model is asked by OpenAI's own protocol."""
        return self.model_of(role).startswith("openai:")

    def key(self) -> str:
        """The key for OpenAI's protocol; a placeholder for one's own server. ConfigError where there is neither."""
        key = os.environ.get("OPENAI_API_KEY", "").strip()
        if not key and not self.base_url:
            raise ConfigError(
                f"{self.model} needs a key (OPENAI_API_KEY), or a server of your own (PARLEY_LLM_BASE_URL)"
            )
        return key or _NO_KEY

    def _openai(self, name: str) -> BaseChatModel:
        import openai
        from langchain_openai import ChatOpenAI

        for client in ("httpx", "httpx2"):  # which log the whole address of every request
            logging.getLogger(client).setLevel(logging.WARNING)
        # The pool of connections is this client's own: one that LangChain shares would be used on two event loops.
        return ChatOpenAI(
            model=name,
            base_url=self.base_url,
            api_key=SecretStr(self.key()),
            max_retries=0,
            timeout=openai.Timeout(_LONGEST, connect=_CONNECT),
            stream_usage=True,
            stream_chunk_timeout=None,
            use_responses_api=False,
            http_async_client=openai.DefaultAsyncHttpxClient(),
        )

    def _other(self, provider: str, name: str) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        where: dict[str, Any] = {"base_url": self.base_url} if self.base_url else {}
        try:
            model: BaseChatModel = init_chat_model(name, model_provider=provider, **where)
        except ImportError:
            raise ConfigError(
                f"{provider}:{name} needs a package that is not installed; run: pip install {_package(provider)}"
            ) from None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise ConfigError(
                f"{provider}:{name} cannot be set up; does it have its key, and does it take PARLEY_LLM_BASE_URL?"
            ) from error
        return model

    def name_of(self, role: Role) -> str:
        """A role's model and its address as people know them, without anything secret."""
        provider, _, name = self.model_of(role).partition(":")
        return f"{name} at {_address(self.base_url)}" if self.base_url else f"{name} of {provider}"

    def __str__(self) -> str:
        return self.name_of("planning")


def _named(model: str, provider: str) -> str:
    """A model as `provider:model`; a bare name, colons and all, is one of the main model's provider."""
    prefix, colon, name = model.partition(":")
    return model if colon and name and prefix in PROVIDERS else f"{provider}:{model}"


def _address(url: str) -> str:
    """An address without user and password, either of which may be a key; empty for what is no address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}" if host else ""


def _package(provider: str) -> str:
    family = {"bedrock": "aws", "bedrock_converse": "aws", "azure_openai": "openai", "nvidia": "nvidia-ai-endpoints"}
    return f"langchain-{family.get(provider, provider).replace('_', '-')}"
