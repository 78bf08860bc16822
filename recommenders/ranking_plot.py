"""A comparison of rankers as a picture: accuracy with intervals, and accuracy against coverage.

Knows the JSON value of a comparison and matplotlib (the only file that does). Does not compute figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalog.errors import ConfigError

_METRICS = (("recall@10", "#4878a8"), ("ndcg@10", "#d98b3a"))


def plot(comparison: dict[str, Any], path: Path) -> None:
    """Write the picture to `path`; its ending names the format (png, svg, pdf). ConfigError where that cannot be."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    models = comparison["models"]
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    bars, dots = figure.subplots(1, 2)
    for number, (metric, colour) in enumerate(_METRICS):
        places = [place + 0.4 * number - 0.2 for place in range(len(models))]
        means, errors = _bars([model[metric] for model in models.values()])
        bars.bar(places, means, 0.38, yerr=errors, label=metric, color=colour, capsize=2)
    bars.set_xticks(range(len(models)), list(models), rotation=35, ha="right")
    bars.set_ylabel("mean over people, 95 % interval")
    bars.legend(frameon=False)
    coverage, across = _bars([model["coverage@10"] for model in models.values()])
    means, errors = _bars([model["ndcg@10"] for model in models.values()])
    dots.errorbar(coverage, means, xerr=across, yerr=errors, fmt="o", color=_METRICS[0][1], capsize=2)
    for name, x, y in zip(models, coverage, means, strict=True):
        dots.annotate(name, (x, y), textcoords="offset points", xytext=(5, 4), fontsize=9)
    dots.set_xlabel("coverage@10: share of the catalog that is shown")
    dots.set_ylabel("ndcg@10")
    data = comparison["data"]
    figure.suptitle(f"{data['name']}: {data['people']} people, {data['items']} items, seeds {comparison['seeds']}")
    for axes in (bars, dots):
        axes.spines[["top", "right"]].set_visible(False)
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as error:
        raise ConfigError(f"the plot {str(path)!r} cannot be written: {' '.join(str(error).split())}") from error


def _bars(figures: list[list[float]]) -> tuple[list[float], list[list[float]]]:
    """Means, and how far the intervals reach below and above them."""
    means = [mean for mean, _, _ in figures]
    below = [mean - low for mean, low, _ in figures]
    above = [high - mean for mean, _, high in figures]
    return means, [below, above]
