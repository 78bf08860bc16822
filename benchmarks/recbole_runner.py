"""What runs inside RecBole's own environment: its SASRec trained, and its vectors written down.

    python recbole_runner.py train SPEC
    python recbole_runner.py score SPEC

Knows RecBole, and a JSON file of paths and settings. Does not know Parley: it imports nothing of it. `train` writes one
line of `epochs.jsonl` and, where validation rose, the weights after every epoch, so that whatever ends it (a limit of
processor seconds does) loses only the epoch under way. `score` writes, for the best weights, the state of every person
and the vector of every item, whose products are RecBole's scores, beside what RecBole's evaluator says of them.

RecBole 1.2 leaves the history in the ranking of sequential models; `Masking` takes it out, all of it, also what lies
before the newest items that the model reads. Needs Unix, for the limit.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from recbole.config import Config  # type: ignore[import-not-found]
from recbole.data import create_dataset, data_preparation  # type: ignore[import-not-found]
from recbole.trainer import Trainer  # type: ignore[import-not-found]
from recbole.utils import get_model, init_seed  # type: ignore[import-not-found]

SPLITS = ("validation", "test")
REPORTED = (
    "n_layers",
    "n_heads",
    "hidden_size",
    "inner_size",
    "hidden_dropout_prob",
    "attn_dropout_prob",
    "hidden_act",
    "layer_norm_eps",
    "initializer_range",
    "loss_type",
    "MAX_ITEM_LIST_LENGTH",
    "learner",
    "learning_rate",
    "weight_decay",
    "clip_grad_norm",
    "enable_amp",
    "train_batch_size",
    "train_neg_sample_args",
    "epochs",
    "eval_step",
    "stopping_step",
    "valid_metric",
    "eval_batch_size",
    "eval_args",
    "seed",
)


class Masking(Trainer):  # type: ignore[misc]
    """RecBole's trainer whose rankings leave out the history of their person, and which times its two halves."""

    def __init__(self, config: Any, model: Any) -> None:
        """As RecBole's; `masked` may be put off to rank as RecBole does unasked."""
        super().__init__(config, model)
        self.masked = True
        self.histories: list[torch.Tensor] = []
        self.seconds = {"training_seconds": 0.0, "validation_seconds": 0.0}

    def watch(self, evaluated: Any, sequences: dict[str, list[int]], held: int) -> None:
        """Histories of the people of `evaluated`: their whole sequences without the last `held` items."""
        data = evaluated._dataset
        users = data.id2token(data.uid_field, np.arange(data.user_num))
        items = data.field2token_id[data.iid_field]
        ids = {user: [items[str(row)] for row in rows] for user, rows in sequences.items()}
        self.histories = [torch.tensor(ids.get(user, [])[: -held or None]) for user in users]

    def _full_sort_batch_eval(self, batched_data: Any) -> Any:
        interaction, scores, positive_u, positive_i = super()._full_sort_batch_eval(batched_data)
        if self.masked:
            for place, user in enumerate(interaction[self.config["USER_ID_FIELD"]].tolist()):
                scores[place, self.histories[user]] = -np.inf
        return interaction, scores, positive_u, positive_i

    def _train_epoch(self, *given: Any, **options: Any) -> Any:
        return self._timed("training_seconds", super()._train_epoch, *given, **options)

    def _valid_epoch(self, *given: Any, **options: Any) -> Any:
        return self._timed("validation_seconds", super()._valid_epoch, *given, **options)

    def _timed(self, half: str, call: Any, *given: Any, **options: Any) -> Any:
        began = time.process_time()
        result = call(*given, **options)
        self.seconds[half] = time.process_time() - began
        return result


class Bench:
    """One configuration of RecBole on the data that a specification names."""

    def __init__(self, spec: dict[str, Any]) -> None:
        """spec: `folder` to write to, `data` (folder of beauty/beauty.inter), `settings` that are not RecBole's own
        defaults, `seconds` of processor time."""
        torch.set_num_threads(1)
        self.folder = Path(spec["folder"])
        self.sequences: dict[str, list[int]] = json.loads(Path(spec["sequences"]).read_text(encoding="utf-8"))
        given = {**spec["settings"], "data_path": spec["data"]}
        self.config = Config(model="SASRec", dataset="beauty", config_dict=given)
        init_seed(self.config["seed"], self.config["reproducibility"])
        self.dataset = create_dataset(self.config)
        train, *held = data_preparation(self.config, self.dataset)
        self.train_data, self.held = train, dict(zip(SPLITS, held, strict=True))
        self.model = get_model("SASRec")(self.config, train.dataset).to(self.config["device"])
        self.trainer = Masking(self.config, self.model)

    def look_at(self, split: str) -> None:
        """Mask the histories of `split`: everything before its event."""
        self.trainer.watch(self.held[split], self.sequences, held=len(SPLITS) - SPLITS.index(split))

    def train(self) -> None:
        """RecBole's `fit`; after every epoch a line, and the weights where they are the best so far."""
        settings = {name: self.config[name] for name in REPORTED}
        settings["parameters"] = sum(part.numel() for part in self.model.parameters())
        write(self.folder / "settings.json", json.dumps(settings, indent=1, default=str))
        self.look_at("validation")
        self.prepared = time.process_time()
        self.best = -1.0
        self.trainer.fit(
            self.train_data, self.held["validation"], verbose=False, saved=False, callback_fn=self._after_epoch
        )
        write(self.folder / "finished", "RecBole stopped by itself\n")

    def _after_epoch(self, epoch: int, reached: float) -> None:
        if reached > self.best:
            self.best = reached
            part = self.folder / "best.part.npz"
            np.savez(part, **{name: value.numpy() for name, value in self.model.state_dict().items()})
            part.replace(self.folder / "best.npz")
        line = {
            "epoch": epoch + 1,
            "loss": self.trainer.train_loss_dict[epoch],
            "validation": reached,
            "seconds": time.process_time() - self.prepared,
            "prepared": self.prepared,
            **self.trainer.seconds,
        }
        with (self.folder / "epochs.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def score(self) -> None:
        """Per split users int64[u], targets int64[u] and states float32[u, d]; items int64[n], vectors float32[n, d];
        and what RecBole's evaluator finds, with histories masked and with its own way."""
        with np.load(self.folder / "best.npz", allow_pickle=False) as stored:
            self.model.load_state_dict({name: torch.from_numpy(stored[name]) for name in stored.files})
        self.model.eval()
        tokens = self.dataset.id2token(self.dataset.iid_field, np.arange(1, self.dataset.item_num))
        vectors = self.model.item_embedding.weight[1:].detach().numpy()
        arrays = {"items": tokens.astype(np.int64), "vectors": vectors}
        found: dict[str, Any] = {}
        for split in SPLITS:
            arrays |= {f"{split}_{name}": value for name, value in self._people(split).items()}
            self.look_at(split)
            for self.trainer.masked in (True, False):
                figures = self.trainer.evaluate(self.held[split], load_best_model=False)
                way = "history masked" if self.trainer.masked else "history not masked"
                found.setdefault(split, {})[way] = {name: float(value) for name, value in figures.items()}
        np.savez(self.folder / "scores.npz", **arrays)
        versions = {name: version(name) for name in ("recbole", "torch", "numpy")}
        write(self.folder / "evaluator.json", json.dumps({"versions": versions, **found}, indent=1))

    @torch.no_grad()
    def _people(self, split: str) -> dict[str, Any]:
        users, targets, states = [], [], []
        for people, *_ in self.held[split]:
            users.append(self.dataset.id2token(self.dataset.uid_field, people[self.dataset.uid_field]))
            targets.append(self.dataset.id2token(self.dataset.iid_field, people[self.dataset.iid_field]))
            states.append(self.model(people[self.model.ITEM_SEQ], people[self.model.ITEM_SEQ_LEN]).numpy())
        numbers = {"users": users, "targets": targets}
        found = {name: np.concatenate(parts).astype(np.int64) for name, parts in numbers.items()}
        return found | {"states": np.concatenate(states)}


def write(path: Path, text: str) -> None:
    """The text as the whole of the file."""
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Do what the first argument says with the specification that the second names."""
    task, path = sys.argv[1:]
    # RecBole takes the arguments of the process for its own.
    sys.argv = sys.argv[:1]
    spec = json.loads(Path(path).read_text(encoding="utf-8"))
    if task == "train":
        seconds = int(spec["seconds"])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 10))
        Bench(spec).train()
    else:
        Bench(spec).score()


if __name__ == "__main__":
    main()
