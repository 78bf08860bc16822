"""Dialogues of the protocol, many at a time: the person opens with an attribute, the agent asks or shows ten items.

Knows the rules of the protocol and nothing of how agents are compared. Dialogues that open with the same attribute are
played together, because the same items are left in all of them; how they are put together depends on the pairs alone,
so that any number of workers computes the same sums in the same order.

The rules (Lei et al., "Interactive path reasoning on graph for conversational recommendation", KDD 2020): 15 turns of
which the opener is the first, so 14 moves; the opener is one random attribute of the target, and true; a list is taken
if, and only if, it holds the target; a question is about one attribute.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.lastfm.asking_agent import AskingAgent
from simulator.lastfm.attributes import Attributes, Bools, Floats, Ints
from simulator.lastfm.decision import LIST, shows_list
from simulator.lastfm.evidence import table
from simulator.lastfm.noise import OPENER, Noise, answers, uniforms

TURNS = 15
MOVES = TURNS - 1
FAILED = TURNS + 1
_TOGETHER = 64  # dialogues with one opener played at once
_QUESTIONS = 400  # attributes asked about after one opener: the most even ones


@dataclass(frozen=True)
class Group:
    """Dialogues that open with `opener`; `places`: int64[n], where they stand among all."""

    opener: int
    places: Ints
    pairs: Ints


@dataclass(frozen=True)
class Ends:
    """How dialogues ended: the turn of success (the opener is turn 1) or `FAILED`, and the target's place on the list,
    from 1, or 0; int64[n] each."""

    turns: Ints
    ranks: Ints


def groups(attributes: Attributes, pairs: Ints, seed: int) -> list[Group]:
    """All dialogues about the pairs (int64[n, 2]: user, target), put together by their opener."""
    openers = attributes.nth(pairs[:, 1], uniforms(seed, OPENER, pairs[:, 0], pairs[:, 1]))
    order = np.argsort(openers, kind="stable")
    starts = np.flatnonzero(np.diff(openers[order], prepend=-1))
    found = []
    for own in np.split(order, starts[1:]):
        for start in range(0, len(own), _TOGETHER):
            places = own[start : start + _TOGETHER]
            found.append(Group(int(openers[places[0]]), places, pairs[places]))
    return found


class Table:
    """What is left after an opener, and what may be asked about it."""

    def __init__(self, attributes: Attributes, opener: int) -> None:
        self.items = attributes.having(opener)
        counts = attributes.counts(self.items)
        even = np.minimum(counts, len(self.items) - counts)
        best = np.argsort(-even, kind="stable")[:_QUESTIONS]
        self.questions: Ints = np.sort(best[even[best] > 0])
        self.held = attributes.dense(self.items, self.questions)
        self.by_question = np.ascontiguousarray(self.held.T > 0)
        self.sizes = attributes.sizes[self.items]


class Play:
    """The dialogues of one group with one agent; those that are over are dropped."""

    def __init__(self, agent: AskingAgent, prior: Floats, table_: Table, group: Group) -> None:
        self._agent, self._table, self._group = agent, table_, group
        self._likelihood = table(agent.evidence, MOVES)
        weights: Floats = prior[group.pairs[:, :1], table_.items[None, :]]
        if agent.evidence == "soft":  # the opener is one of an item's attributes: the fewer there are, the likelier
            weights = np.divide(weights, table_.sizes[None, :], dtype=np.float32)
        self._weights = weights
        self._against = np.zeros(weights.shape, dtype=np.intp)
        self._known, self._unknown = (np.zeros(len(weights), dtype=np.int64) for _ in range(2))
        self._asked = np.zeros((len(weights), len(table_.questions)), dtype=bool)
        self._targets = np.searchsorted(table_.items, group.pairs[:, 1])
        self._on = np.arange(len(weights))
        self._turns = np.full(len(weights), FAILED, dtype=np.int64)
        self._ranks = np.zeros(len(weights), dtype=np.int64)

    def run(self, noise: Noise, seed: int) -> Ends:
        """Play to the end."""
        for move in range(MOVES):
            chances = self._chances()
            if not len(self._on):
                break
            question, bits = self._best_question(chances)
            left = MOVES - move
            agent = self._agent
            lists = shows_list(agent.way, agent.threshold, left, chances, bits, self._unknown, self._known)
            over = self._show(chances, lists, move + 2)
            self._ask(question, ~lists, noise, seed)
            self._keep(~over)
        return Ends(self._turns, self._ranks)

    def _chances(self) -> Floats:
        """float32[dialogues, items]; where nothing is left, the dialogue is over."""
        width = self._likelihood.shape[1]
        weights = self._weights * self._likelihood.ravel().take(self._against + (self._known * width)[:, None])
        total = weights.sum(axis=1)
        if not total.all():
            self._keep(total > 0)
            weights, total = weights[total > 0], total[total > 0]
        return np.asarray(weights / total[:, None], dtype=np.float32)

    def _best_question(self, chances: Floats) -> tuple[Ints, Floats]:
        """For each dialogue the question not asked yet whose answer is least certain, and its entropy in bits."""
        if not len(self._table.questions):
            return np.zeros(len(chances), dtype=np.int64), np.zeros(len(chances), dtype=np.float32)
        yes = np.clip(chances @ self._table.held, 0.0, 1.0)
        even = np.where(self._asked, np.float32(-1.0), np.minimum(yes, 1 - yes))
        best = even.argmax(axis=1)
        share = np.clip(even[np.arange(len(even)), best], 1e-12, 0.5)
        bits = -(share * np.log2(share) + (1 - share) * np.log2(1 - share))
        return best, np.where(share > 1e-7, bits, 0.0).astype(np.float32)

    def _show(self, chances: Floats, lists: Bools, turn: int) -> Bools:
        """Show lists in the dialogues marked; bool[dialogues], where the target was on it. Others lose its items."""
        over = np.zeros(len(chances), dtype=bool)
        rows = np.flatnonzero(lists)
        top = np.argsort(-chances[rows], axis=1, kind="stable")[:, :LIST]
        hits = top == self._targets[rows, None]
        taken = hits.any(axis=1)
        ended = self._on[rows[taken]]
        self._turns[ended], self._ranks[ended] = turn, hits[taken].argmax(axis=1) + 1
        over[rows[taken]] = True
        self._weights[rows[:, None], top] = 0.0
        return over

    def _ask(self, question: Ints, asks: Bools, noise: Noise, seed: int) -> None:
        rows = np.flatnonzero(asks)
        if not len(rows):
            return
        asked = question[rows]
        self._asked[rows, asked] = True
        true = self._table.by_question[asked, self._targets[rows]]
        said = answers(noise, seed, self._group.pairs[self._on[rows]], self._table.questions[asked], true)
        self._unknown[rows[said < 0]] += 1
        counted = said == 1 if self._agent.evidence == "accepted" else said >= 0
        rows, asked, said = rows[counted], asked[counted], said[counted]
        self._known[rows] += 1
        self._against[rows] += self._table.by_question[asked] != (said == 1)[:, None]

    def _keep(self, on: Bools) -> None:
        if on.all():
            return
        for name in ("_weights", "_against", "_known", "_unknown", "_asked", "_targets", "_on"):
            setattr(self, name, getattr(self, name)[on])


def play(
    agent: AskingAgent, prior: Floats, attributes: Attributes, parts: list[Group], noise: Noise, seed: int
) -> Ends:
    """All dialogues of some groups, in their order; prior float32[users, items]."""
    ends, opened = [], None
    for group in parts:
        if opened is None or opened[0] != group.opener:
            opened = group.opener, Table(attributes, group.opener)
        ends.append(Play(agent, prior, opened[1], group).run(noise, seed))
    return Ends(np.concatenate([e.turns for e in ends]), np.concatenate([e.ranks for e in ends]))
