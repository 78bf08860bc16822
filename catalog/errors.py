"""The errors of Parley, named by the boundary that was crossed.

Knows the vocabulary only. Every message is one line: what went wrong, which one, what is known, what to do;
the command line prints it and exits with `exit_code`, so no class here carries more than its text.
"""


class ParleyError(Exception):
    """Base of every error that is meant for a person to read."""

    exit_code = 2


class Interrupted(ParleyError):
    """A person stopped the work; what was done is kept."""

    exit_code = 130


class ConfigError(ParleyError):
    """Flags, environment, `parley.toml` or the machine are not what is needed; the user can mend it."""


class CatalogError(ParleyError):
    """A table, schema, constraint or workspace file is wrong, missing or damaged."""


class PluginError(ParleyError):
    """A plug-in cannot be loaded or breaks its contract."""


class ToolFailed(ParleyError):
    """A tool could not do its work; the plan has to do without it."""


class ModelError(ParleyError):
    """A language model or its endpoint did not answer usably."""


class BudgetSpent(ParleyError):
    """What a run may spend on language models is spent: it stops, and what was done is kept."""


class InfrastructureFault(ParleyError):
    """A machine, a network or a provider failed for a reason that is nobody's in a dialogue: it is run again."""
