"""The named peer of the ranker: RecBole's SASRec, trained in RecBole's own environment on the same events.

Knows RecBole's file format, the runner beside it and what that leaves in a folder. Does not know how RecBole works.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.interactions import Interactions
from recommenders.profile import UserProfile
from recommenders.split import Split

RUNNER = Path(__file__).resolve().parent / "recbole_runner.py"
# What is not RecBole's default: the protocol, the processor, and figures fine enough to compare.
PROTOCOL: dict[str, Any] = {
    "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
    "eval_args": {"split": {"LS": "valid_and_test"}, "group_by": "user", "order": "TO", "mode": "full"},
    "metrics": ["Recall", "NDCG"],
    "topk": [10],
    "valid_metric": "NDCG@10",
    "metric_decimal_place": 6,
    "use_gpu": False,
    "show_progress": False,
    "state": "WARNING",
}
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
# RecBole asks for no negatives under cross-entropy, and uses its default (one, uniform) under BPR.
LOSSES: dict[str, dict[str, Any]] = {
    "CE": {"loss_type": "CE", "train_neg_sample_args": None},
    "BPR": {"loss_type": "BPR"},
}


@dataclass(frozen=True)
class Peer:
    """RecBole under one loss: `folder` is where its runner reads and writes."""

    python: Path
    folder: Path
    loss: str

    def train(self, data: Path, seconds: float) -> None:
        """Train until RecBole stops or `seconds` of processor time are over; a folder where it ended stays as it is.

        Raises CalledProcessError where not one epoch was finished, ValueError where a folder holds another training.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        spec = {
            "folder": str(self.folder.resolve()),
            "data": str(data.resolve()),
            "sequences": str((data / "sequences.json").resolve()),
            "settings": PROTOCOL | LOSSES[self.loss],
            "seconds": seconds,
        }
        if (self.folder / "ended").exists():
            if self.facts("spec") != spec:
                raise ValueError(f"{str(self.folder)!r} holds a RecBole with other settings; name another folder")
            return
        (self.folder / "epochs.jsonl").unlink(missing_ok=True)
        (self.folder / "spec.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")
        ended = self._run("train")
        if not (self.folder / "epochs.jsonl").exists():
            ended.check_returncode()
        (self.folder / "ended").write_text(f"{ended.returncode}\n", encoding="utf-8")

    def score(self) -> None:
        """Write down the vectors of the best epoch; raises CalledProcessError where RecBole fails."""
        if not (self.folder / "scores.npz").exists():
            self._run("score").check_returncode()

    def _run(self, task: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self.python), str(RUNNER), task, str((self.folder / "spec.json").resolve())]
        with (self.folder / f"{task}.log").open("ab") as log:
            return subprocess.run(
                command, cwd=self.folder, env=os.environ | ENVIRONMENT, stdout=log, stderr=log, check=False
            )

    def epochs(self) -> list[dict[str, float]]:
        """Per finished epoch: number, loss, validation NDCG@10, and processor seconds (of the epoch's halves, of all
        epochs so far, and `prepared` before the first)."""
        lines = (self.folder / "epochs.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def facts(self, name: str) -> Any:
        """What lies there as `name`: "settings" or "evaluator" by the runner, "spec" for it."""
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    @property
    def ended(self) -> str:
        """How its training ended: "by itself", "at the limit", or by which exit status."""
        if (self.folder / "finished").exists():
            return "by itself"
        status = int((self.folder / "ended").read_text(encoding="utf-8"))
        return "at the limit" if status == -signal.SIGXCPU else f"with exit status {status}"

    def spent(self) -> float:
        """Processor seconds from the start of its process to the end of its last finished epoch."""
        last = self.epochs()[-1]
        return last["prepared"] + last["seconds"]

    def scores(self, split: str, held: Split) -> PeerScores:
        """Its best epoch's scores of all items for the people of `held`, whose name there is `split`.

        Raises ValueError where RecBole knows other items or held out other events.
        """
        with np.load(self.folder / "scores.npz", allow_pickle=False) as stored:
            order = np.argsort(stored[f"{split}_users"])
            targets, states = stored[f"{split}_targets"][order], stored[f"{split}_states"][order]
            rows, vectors = stored["items"], stored["vectors"]
        if not np.array_equal(np.sort(rows), np.arange(held.train.n_items)):
            raise ValueError("RecBole has other items than the catalog")
        if targets.tolist() != [int(target[0]) for target in held.targets]:
            raise ValueError(f"RecBole's {split} split holds out other events than ours")
        places = {profile.history: place for place, profile in enumerate(held.profiles)}
        return PeerScores(places, states, vectors[np.argsort(rows)])


@dataclass(frozen=True, eq=False)
class PeerScores:
    """states: float32[p, d], whose place in it `places` tells by the history; vectors: float32[n, d]."""

    places: dict[tuple[int, ...], int]
    states: npt.NDArray[np.float32]
    vectors: npt.NDArray[np.float32]

    def __call__(self, profiles: Sequence[UserProfile]) -> npt.NDArray[np.float32]:
        """Scores, float32[b, n]; only people whose histories were asked of RecBole are known (KeyError)."""
        states = self.states[[self.places[profile.history] for profile in profiles]]
        scores: npt.NDArray[np.float32] = states @ self.vectors.T
        return scores


def write_data(interactions: Interactions, folder: Path) -> None:
    """All events as RecBole's atomic file `folder`/beauty/beauty.inter, and `folder`/sequences.json for the runner.

    Users and items go by their numbers; the time of an event is its place in the sequence of its person.
    """
    sequences = {str(user): rows.tolist() for user, rows in enumerate(interactions.sequences())}
    lines = ["user_id:token\titem_id:token\ttimestamp:float"]
    for user, rows in sequences.items():
        lines += [f"{user}\t{row}\t{place}" for place, row in enumerate(rows)]
    (folder / "beauty").mkdir(parents=True, exist_ok=True)
    (folder / "beauty" / "beauty.inter").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "sequences.json").write_text(json.dumps(sequences), encoding="utf-8")
