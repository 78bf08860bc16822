"""What can go wrong between Parley and a language model: `ModelFault`.

Knows the kinds of faults, one sentence for people about each, and which errors of the client libraries mean which.
Knows nothing about when a call is made again. What a provider says stays with the error it came in: it may hold keys,
prompts and addresses.
"""

from __future__ import annotations

import email.utils
import math
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

import openai
from langchain_core.exceptions import LangChainException

from catalog.errors import ModelError

Kind = Literal[
    "rate_limited",
    "no_quota",
    "unavailable",
    "unreachable",
    "broken_stream",
    "timeout",
    "empty",
    "refused",
    "cut_off",
    "malformed",
    "unauthorised",
    "not_found",
    "bad_request",
    "too_long",
    "over_budget",
]

ANSWERED_BADLY: frozenset[Kind] = frozenset(("empty", "cut_off", "malformed"))
"""Faults of an answer, after which the model may be told and asked again."""

_SENTENCES: Mapping[Kind, str] = {
    "rate_limited": "takes no more requests for now; {wait}",
    "no_quota": "has no quota left for this key; look at its account, or choose another model with PARLEY_LLM",
    "unavailable": "is out of order{status}; {wait}",
    "unreachable": "cannot be reached; is the server running, and is PARLEY_LLM_BASE_URL right?",
    "broken_stream": "broke off in the middle of its answer; {wait}",
    "timeout": "did not answer in time; try again, or give it longer with PARLEY_LLM_TIMEOUT",
    "empty": "gave an empty answer; say it in other words, or choose another model with PARLEY_LLM",
    "refused": "declined to answer; say it in other words",
    "cut_off": "did not come to the end of its answer; ask for less at a time",
    "malformed": "answered with something that is no answer; is PARLEY_LLM_BASE_URL an OpenAI-compatible address?",
    "unauthorised": "does not accept the key{status}; check OPENAI_API_KEY",
    "not_found": "does not know this model or address{status}; check PARLEY_LLM and PARLEY_LLM_BASE_URL",
    "bad_request": "does not take such a request{status}; `parley doctor` says what it can do",
    "too_long": "cannot take a request of this length; lower PARLEY_LLM_CONTEXT",
    "over_budget": "is asked no more: the conversation has used its tokens; start another, or raise PARLEY_LLM_BUDGET",
}

_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
"""What the client libraries raise over a body that has not the shape of an answer."""

_TOO_LONG = ("context length", "context window", "context size", "prompt is too long")
"""Words with which servers turn away a request that does not fit."""

_OTHER_CLIENTS = (
    ("anthropic", "AnthropicError"),
    ("cohere.core", "ApiError"),
    ("google.genai.errors", "APIError"),
    ("groq", "GroqError"),
    ("httpx", "HTTPError"),
    ("ollama", "ResponseError"),
)
"""Where other providers' libraries keep the base of their errors."""


class ModelFault(ModelError):
    """A call of a language model came to nothing; `str` is one sentence about it."""

    def __init__(
        self, kind: Kind, endpoint: str, *, retry_after: float | None = None, status: int | None = None
    ) -> None:
        """`endpoint` as people know it, `retry_after` the seconds it asked to wait, `status` what HTTP said."""
        self.kind: Kind = kind
        self.retry_after = retry_after
        wait = f"try again in {math.ceil(retry_after)} s" if retry_after else "try again in a moment"
        said = _SENTENCES[kind].format(wait=wait, status=f" (status {status})" if status else "")
        super().__init__(f"The model {endpoint} {said}{'' if said.endswith('?') else '.'}")


def call_errors() -> tuple[type[Exception], ...]:
    """Everything a call that failed raises: faults, and what the client libraries in use raise."""
    others = (getattr(sys.modules.get(module), name, None) for module, name in _OTHER_CLIENTS)
    found = tuple(error for error in others if isinstance(error, type) and issubclass(error, Exception))
    return (ModelFault, openai.OpenAIError, LangChainException, OSError, *_UNREADABLE, *found)


def fault_of(error: Exception, endpoint: str) -> ModelFault:
    """The fault that an error of a client library means."""
    if isinstance(error, ModelFault):
        return error
    status = status_of(error)
    if status is not None:
        return ModelFault(_kind_of_status(status, error), endpoint, retry_after=_retry_after(error), status=status)
    names = {type(cause).__name__ for cause in _causes(error)}
    if names & {"ConnectTimeout", "ConnectError", "ModelConnectionError"}:
        return ModelFault("unreachable", endpoint)
    if isinstance(error, TimeoutError | openai.APITimeoutError) or any("Timeout" in name for name in names):
        return ModelFault("timeout", endpoint)
    if any(name.endswith("ContextOverflowError") for name in names):
        return ModelFault("too_long", endpoint)
    if isinstance(error, openai.APIConnectionError | OSError):
        return ModelFault("unreachable", endpoint)
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIResponseValidationError):
        return ModelFault("unavailable", endpoint)  # an error that came as an event of a stream
    if isinstance(error, openai.OpenAIError) and not isinstance(error, openai.APIError):
        return ModelFault("unauthorised", endpoint)  # the client itself misses a key
    return ModelFault("malformed", endpoint)


def blamed(error: Exception, parameters: Collection[str]) -> str | None:
    """Which of the parameters a refused request was refused for, where the endpoint says so."""
    body = getattr(error, "body", None)
    param = body.get("param") if isinstance(body, dict) else None
    text = param if isinstance(param, str) and param else str(error)
    text = text.replace("max_completion_tokens", "max_tokens")  # its newer name
    return next((name for name in sorted(parameters) if name in text), None)


def _kind_of_status(status: int, error: Exception) -> Kind:
    if status == 429:
        return "no_quota" if getattr(error, "code", None) == "insufficient_quota" else "rate_limited"
    if status in (401, 403):
        return "unauthorised"
    if status == 413 or (status < 500 and any(words in str(error).lower() for words in _TOO_LONG)):
        return "too_long"
    if getattr(error, "code", None) == "content_filter":
        return "refused"
    if status in (408, 409) or status >= 500:
        return "unavailable"
    if status < 400:
        return "malformed"
    return "not_found" if status in (404, 405) else "bad_request"


def status_of(error: Exception) -> int | None:
    """The HTTP status that a request failed with; None where it never came to one."""
    for cause in _causes(error):
        for holder in (cause, getattr(cause, "response", None)):
            status = getattr(holder, "status_code", None)
            if isinstance(status, int):
                return status
        if isinstance(cause, ValueError) and cause.args and isinstance(cause.args[0], dict):
            code = cause.args[0].get("code")  # an error that came with the status of an answer
            return code if isinstance(code, int) and 400 <= code < 600 else 502
    return None


def _retry_after(error: Exception) -> float | None:
    """Seconds the endpoint asks to wait: `Retry-After` as seconds or as an HTTP date."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    text = str(headers.get("retry-after") or "").strip()
    try:
        seconds = float(text)
    except ValueError:
        date = email.utils.parsedate_tz(text)
        if date is None:
            return None
        try:
            seconds = email.utils.mktime_tz(date) - time.time()
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, nearest first."""
    seen: BaseException | None = error
    for _ in range(8):  # a chain of causes may lead back to itself
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__
