"""A workspace with a polished retriever, in the place of the old one or in a folder of its own.

Knows which people of a workspace choose and which only measure, and what has to be written anew. Does not know how a
retriever is polished.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.errors import CatalogError
from recommenders.build import check_target
from recommenders.fusion import Fusion
from recommenders.generative import GenerativeRetriever
from recommenders.grpo import polish
from recommenders.manifest import MANIFEST, Epoch, Manifest, file_hashes, write_manifest
from recommenders.partial import Partial
from recommenders.progress import Progress
from recommenders.threads import use_threads
from recommenders.training import BLEND, HeldOut, hold_out, load_fusion, load_recommenders, measure
from recommenders.workspace import MODELS, Workspace

Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Polished:
    """NDCG@10 of the retriever on `people` held-out people before and after; `kept`: whether it rose.

    old, new: figures per model of people whom nothing was chosen on; equal where it did not rise.
    """

    people: int
    before: float
    after: float
    old: Figures
    new: Figures

    @property
    def kept(self) -> bool:
        """Whether the polished retriever is the better one."""
        return self.after > self.before


def polish_workspace(source: Path, out: Path | None, *, seed: int, progress: Progress) -> Polished:
    """Polish the retriever of the workspace `source` and write the result to `out` (None: in its place).

    The people who chose when it was built choose here too, the others measure. Where the figure does not rise the
    supervised retriever stays: `source` is left alone, and `out`, if given, becomes a copy. Until the last rename
    everything stays as it was; an interrupted run goes on where it stopped. Raises CatalogError for a folder that is no
    workspace, for one without a retriever or events to judge by, and for an `out` that holds something else;
    ConfigError while another build of it is under way.
    """
    target = (out or source).expanduser().resolve()
    check_target(target)
    workspace = Workspace.open(source)
    workspace.words.close()  # an open file would stop the last rename on Windows
    held = hold_out(workspace.interactions, workspace.manifest.seed)
    if workspace.retriever is None:
        raise CatalogError(f"workspace {str(source)!r} has no retriever; there is nothing to polish")
    if not held.choosing.profiles:
        raise CatalogError(f"workspace {str(source)!r} has too few events to tell whether polishing helps")
    with Partial(target) as partial, use_threads(1):
        partial.take_up(_key(workspace.manifest, seed))
        place = partial.training / "grpo.safetensors"
        model = polish(workspace.retriever, held.train, held.choosing, seed=seed, progress=progress, checkpoint=place)
        before, after = model.metrics["grpo_before"], model.metrics["grpo_after"]
        old: Figures = workspace.manifest.metrics
        new = old
        if after > before or target != workspace.path.resolve():
            shutil.copytree(workspace.path, partial.workspace, dirs_exist_ok=True)
            if after > before:
                new = _replace(partial.workspace, workspace, model, held, progress)
            partial.finish()
    return Polished(len(held.choosing.profiles), before, after, old, new)


def _replace(
    folder: Path, workspace: Workspace, model: GenerativeRetriever, held: HeldOut, progress: Progress
) -> Figures:
    """Put `model` into the copy `folder`, weigh the blend and measure everything anew, write the manifest.

    What a wish weighs is kept: the scores it was found with hardly move.
    """
    place = folder / MODELS / model.name
    shutil.rmtree(place)
    model.save(place)
    models = load_recommenders(folder / MODELS, workspace.items)
    old = workspace.manifest
    steering = load_fusion(folder / MODELS, models, workspace.items).steering
    blend = replace(Fusion.choose(models, workspace.items, held.choosing, seed=old.seed), steering=steering)
    blend.save(folder / MODELS / BLEND)
    metrics = measure(models, blend, held.measuring, old.seed, progress)
    known = set(Epoch.model_fields)
    told = tuple(Epoch.model_validate({k: v for k, v in entry.items() if k in known}) for entry in model.history)
    (folder / MANIFEST).unlink()
    changed = {"metrics": metrics, "curves": old.curves | {model.name: told}, "files": file_hashes(folder)}
    write_manifest(folder, old.model_copy(update=changed))
    return metrics


def _key(manifest: Manifest, seed: int) -> str:
    """What the result follows from: the workspace, the seed, and the code that learns."""
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        code.update(path.read_bytes())
    facts = ["grpo", seed, manifest.files, code.hexdigest()]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
