"""Losses of large softmaxes and their gradients, against plain cross-entropy."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from recommenders import fused_softmax
from recommenders.fused_softmax import full_cross_entropy, multiplies_bfloat16
from recommenders.sampled_softmax import Negatives, sampled_cross_entropy

Case = tuple[Tensor, Tensor, Tensor, Tensor]


def make_case(m: int, n: int, d: int, seed: int) -> Case:
    """Queries of length 10 that lean towards their targets, unit keys, uneven biases."""
    generator = torch.Generator().manual_seed(seed)
    keys = functional.normalize(torch.randn(n, d, generator=generator), dim=1)
    targets = torch.randint(0, n, (m,), generator=generator)
    near = keys[targets] + functional.normalize(torch.randn(m, d, generator=generator), dim=1)
    return 10 * functional.normalize(near, dim=1), keys, torch.randn(n, generator=generator), targets


def with_gradients(loss, queries: Tensor, keys: Tensor, bias: Tensor) -> list[Tensor]:
    parts = [part.clone().requires_grad_() for part in (queries, keys, bias)]
    value = loss(*parts)
    (3 * value).backward()
    return [value.detach(), *(part.grad for part in parts)]


def plain(case: Case) -> list[Tensor]:
    queries, keys, bias, targets = (part.double() if part.is_floating_point() else part for part in case)
    return with_gradients(lambda q, k, b: functional.cross_entropy(q @ k.T + b, targets), queries, keys, bias)


def distance(found: Tensor, wanted: Tensor) -> float:
    """Relative to the length of `wanted`; absolute below a tenth: float32 rounds there."""
    return float((found - wanted).norm() / wanted.norm().clamp_min(0.1))


@pytest.fixture(params=["bfloat16", "float32"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once as on this processor, once as on one without bfloat16."""
    if request.param == "float32":
        monkeypatch.setattr(fused_softmax, "multiplies_bfloat16", lambda: False)
    elif not multiplies_bfloat16():
        pytest.skip("this processor multiplies no bfloat16")
    return request.param


@given(st.integers(1, 600), st.integers(1, 1_500), st.integers(1, 40), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_full_loss_and_gradients_are_those_of_plain_cross_entropy(m: int, n: int, d: int, seed: int) -> None:
    case = make_case(m, n, d, seed)
    found = with_gradients(lambda q, k, b: full_cross_entropy(q, k, b, case[3]), *case[:3])
    limit = 3e-3 if n >= 1_024 and multiplies_bfloat16() else 1e-4
    for ours, theirs in zip(found, plain(case), strict=True):
        assert distance(ours, theirs) < limit


def test_gradients_are_close_in_either_precision_and_equal_from_run_to_run(kind: str) -> None:
    case = make_case(300, 3_000, 64, 1)
    found, again = (with_gradients(lambda q, k, b: full_cross_entropy(q, k, b, case[3]), *case[:3]) for _ in range(2))
    errors = [distance(ours, theirs) for ours, theirs in zip(found, plain(case), strict=True)]
    assert max(errors) < (1e-3 if kind == "bfloat16" else 2e-6)
    assert errors[0] < 1e-6  # logits are never rounded
    assert all(torch.equal(first, second) for first, second in zip(found, again, strict=True))


def test_torch_multiplies_as_before_afterwards(kind: str) -> None:
    case = make_case(10, 2_000, 8, 2)
    before = torch.get_float32_matmul_precision()
    full_cross_entropy(*case)
    assert torch.get_float32_matmul_precision() == before


@pytest.mark.parametrize("n", [200, 2_000])
def test_fixed_columns_get_no_gradient_and_change_nothing_else(n: int) -> None:
    case = make_case(50, n, 12, 3)
    whole = with_gradients(lambda q, k, b: full_cross_entropy(q, k, b, case[3]), *case[:3])
    part = with_gradients(lambda q, k, b: full_cross_entropy(q, k, b, case[3], learnt=5), *case[:3])
    assert not part[2][:, 5:].any()
    assert distance(part[2][:, :5], whole[2][:, :5]) < 1e-5
    for place in (0, 1, 3):
        assert distance(part[place], whole[place]) < 1e-5


def test_negatives_that_are_all_keys_give_the_full_loss(kind: str) -> None:
    case = make_case(300, 1_500, 64, 4)
    everything = torch.arange(1_500)
    found = with_gradients(
        lambda q, k, b: sampled_cross_entropy(q, k, b, case[3], everything, torch.zeros(1_500)), *case[:3]
    )
    for ours, theirs in zip(found, plain(case), strict=True):
        assert distance(ours, theirs) < (1e-3 if kind == "bfloat16" else 1e-5)


def test_a_row_whose_negatives_are_its_target_learns_nothing() -> None:
    queries, keys, bias, _ = make_case(4, 10, 3, 5)
    target = torch.full((4,), 7)
    found = with_gradients(
        lambda q, k, b: sampled_cross_entropy(q, k, b, target, torch.tensor([7]), torch.zeros(1)), queries, keys, bias
    )
    assert not any(part.any() for part in found)


def sampled(case: Case, counts: Tensor, number: int, steps: int) -> list[Tensor]:
    """Loss and gradients, mean over draws."""
    torch.manual_seed(0)
    draw = Negatives(counts, number).draw
    runs = []
    for _ in range(steps):
        negatives, expected = draw()
        runs.append(
            with_gradients(
                lambda q, k, b, n=negatives, e=expected: sampled_cross_entropy(q, k, b, case[3], n, e), *case[:3]
            )
        )
    return [torch.stack(parts).mean(dim=0) for parts in zip(*runs, strict=True)]


def test_estimates_tend_to_the_full_softmax_as_more_are_drawn() -> None:
    case = make_case(40, 900, 8, 6)
    counts = 1 + 100 * torch.rand(900, generator=torch.Generator().manual_seed(0)) ** 8
    wanted = plain(case)
    errors = [
        max(distance(ours, theirs) for ours, theirs in zip(sampled(case, counts, number, 40), wanted, strict=True))
        for number in (20, 200, 2_000)
    ]
    assert errors[0] > 2 * errors[1] > 4 * errors[2]
    assert errors[2] < 0.03


def test_the_estimated_denominator_is_right_on_average() -> None:
    counts = torch.tensor([50.0, 20.0, 5.0, 0.0, 1.0, 0.0, 0.0, 4.0])
    weights = torch.tensor([1.0, 2.0, 0.5, 7.0, 1.0, 3.0, 0.1, 4.0])
    torch.manual_seed(0)
    negatives = Negatives(counts, 5)
    sums = []
    for _ in range(4_000):
        keys, expected = negatives.draw()
        sums.append(float((weights[keys] / expected.exp()).sum()))
    mean, spread = torch.tensor(sums).mean(), torch.tensor(sums).std() / 4_000**0.5
    assert abs(float(mean) - 18.6) < 4 * float(spread)


def test_draws_follow_torchs_generator() -> None:
    negatives = Negatives(torch.arange(1_000.0), 64)
    torch.manual_seed(3)
    state = torch.get_rng_state()
    first, second = negatives.draw()[0], negatives.draw()[0]
    torch.set_rng_state(state)
    assert torch.equal(negatives.draw()[0], first)
    assert not torch.equal(first, second)
