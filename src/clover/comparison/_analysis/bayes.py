"""Probabilities that a method is worse, practically equal or better."""

import numpy as np

from clover.comparison._analysis.significance import check_enough

EXPLANATION = (
    "Each probability says how sure the data make it that this outcome is the "
    "likeliest for the mean gain of two families drawn at random from families like "
    "these. {rope} The probabilities are those of the Bayesian signed-rank test with a "
    "weak prior for no difference."
)
WITH_ROPE = (
    "Gains within {} of zero, in the units of the metric, count as equal. A high "
    "probability of equal is evidence for equality, unlike a high p-value."
)
WITHOUT_ROPE = "With rope=0 no two methods can be equal."


def bayes(blocks, reference, rope, random_state):
    """Return a frame of the probabilities of each method against a reference."""
    import pandas as pd

    if not rope >= 0:
        raise ValueError(f"`rope` should be a number of at least 0. Got {rope!r}.")
    check_enough(blocks)
    others = [method for method in blocks.methods if method != reference]
    frame = pd.DataFrame(
        [
            compare_two(blocks, method, reference, rope, random_state)
            for method in others
        ],
        index=pd.Index(others, name="method"),
        columns=["worse", "equal", "better"],
    )
    about_rope = WITH_ROPE.format(rope) if rope else WITHOUT_ROPE
    frame.attrs = {
        "metric": blocks.metric,
        "reference": reference,
        "rope": rope,
        "n_families": blocks.n_families,
        "explanation": EXPLANATION.format(rope=about_rope),
    }
    return frame


def compare_two(blocks, method, reference, rope, random_state):
    """Return the probabilities of worse, equal and better for two methods."""
    import baycomp

    sign = 1.0 if blocks.greater_is_better else -1.0
    # The first of baycomp's probabilities is that of the first argument being higher.
    scores = [sign * blocks.families[name].to_numpy() for name in (reference, method)]
    if rope:
        return tuple(
            map(
                float,
                baycomp.SignedRankTest.probs(*scores, rope, random_state=random_state),
            )
        )
    if np.array_equal(*scores):
        return 0.5, 0.0, 0.5
    worse, better = baycomp.SignedRankTest.probs(*scores, 0, random_state=random_state)
    return float(worse), 0.0, float(better)
