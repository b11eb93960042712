"""What the study found of the presets, a paragraph for each of their docstrings.

    python benchmarks/study_presets.py benchmarks/study

The presets were compared in the second tier, with one repeat of the folds. A test
holds the docstrings to these paragraphs.
"""

import argparse
import textwrap
from pathlib import Path

from study_methods import OTHERS, STRONG, name_weighted
from study_rules import AP, AUC, BRIER, family_gains
from study_scores import read, read_about

PART = "confirmation-tier2"
WIDTH = 84


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scores", type=Path, help="the folder of the scores")
    options = parser.parse_args()
    for name, text in tell_presets(options.scores).items():
        print(f"{name}\n\n{textwrap.fill(text, WIDTH)}\n")


def tell_presets(folder):
    """Return the paragraph of each preset by the name of its class."""
    scores, about = read("scores", PART, folder), read_about(PART, folder)
    return {
        name: tell_preset(scores, name, about)
        for name, sampler in OTHERS.items()
        if hasattr(sampler, "weighting")
    }


def tell_preset(scores, name, about):
    """Return sentences on a preset with strong classifiers, against no resampling."""
    weighted = name_weighted(name, about["chi"])
    ap, auc, brier, brier_weighted = (
        family_gains(scores, metric, method, "none", STRONG).mean()
        for method, metric in (
            (name, AP),
            (name, AUC),
            (name, BRIER),
            (weighted, BRIER),
        )
    )
    return (
        f"The study in the documentation compared {name} with no resampling, on "
        f"{about['n_datasets']} data sets and with logistic regression and gradient "
        f"boosting: average precision was {tell(ap, 'higher', 'lower')}, AUC "
        f"{tell(auc, 'higher', 'lower')} and the Brier score "
        f"{tell(brier, 'better', 'worse')}. With ``weighting='prevalence'``, the Brier "
        f"score was {tell(brier_weighted, 'better', 'worse')}: set it if you need "
        "probabilities, and keep no resampling among your contenders."
    )


def tell(gain, more, less):
    """Return a gain in words, in hundredths of a score."""
    text = f"{abs(gain):.1f}"
    return (
        "the same" if text == "0.0" else f"{text} points {more if gain > 0 else less}"
    )


if __name__ == "__main__":
    main()
