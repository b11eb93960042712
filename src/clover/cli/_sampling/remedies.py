"""What to do about findings, in the options of the command line."""

import re
from dataclasses import replace

from clover._codes import (
    DUPLICATES,
    FEW_ROWS,
    FOREIGN_REGIONS,
    HIGH_EXPONENT,
    INTERPOLATED_CODES,
    NOT_CALIBRATED,
    NOTHING_SELECTED,
    ONE_CLUSTER,
    TEST_SET,
    UNLIKE_SCALES,
)
from clover.cli._sampling.settings import OPTION_OF

# A parameter in a text of the library, with or without its value.
PARAMETER = re.compile(r"`(\w+)`(?: = (\S+))?")
# What holds for all methods.
REMEDIES = {
    FEW_ROWS: "Collect more rows of the class, or leave it out with a --strategy that "
    "names other classes alone, such as '{\"other\": 500}'.",
    NOT_CALIBRATED: "Where probabilities matter, write weights with --weights weight, "
    "and give this column to the classifier as sample_weight.",
    DUPLICATES: "Resample training rows alone: copies in training and test rows make "
    "scores too good. Samples are no copies where a method makes them between "
    "rows that differ.",
    INTERPOLATED_CODES: "If such columns are codes of categories, name them in "
    "--categorical, or use --method random, which repeats rows.",
    TEST_SET: "Resample training rows only, and test on rows that are as they were.",
}


def speak(finding, sampler):
    """Return a finding of a report with the remedy that the command line has."""
    return replace(finding, remedy=tell_remedy(finding.code, sampler))


def tell_remedy(code, sampler):
    """Return what to do about a finding with a sampler, in options of the command."""
    if code in REMEDIES:
        return REMEDIES[code]
    return OF_SAMPLER[code](set(sampler.get_params()))


def name_options(text, sampler):
    """Return a text of the library with options in place of parameters."""
    known = {name.split("__")[-1] for name in sampler.get_params()}
    options = {name: f"--set {name}" for name in known} | OPTION_OF
    options["kmeans_estimator"] = "--set clusterer.n_clusters"
    text = text.replace(" `cluster_report_` tells more.", "")

    def replace_name(found):
        option = options.get(found[1])
        if option is None:
            return found[0]
        has_value = found[2] and option.startswith("--set")
        return f"{option}={found[2]}" if has_value else option

    return PARAMETER.sub(replace_name, text)


def _tell_nothing_selected(known):
    larger = f"ask for fewer and larger clusters{_set_number(known)}"
    threshold = _set(known, imbalance_ratio_threshold="1000")
    return (
        f"Select more clusters with {threshold}, or {larger}."
        if threshold
        else (f"{larger[:1].upper()}{larger[1:]}.")
    )


def _tell_one_cluster(known):
    shares = _set(known, temperature="auto", distances_exponent="1")
    if shares:
        return f"Make the shares of the clusters more similar with {shares}."
    return f"Ask for another number of clusters{_set_number(known)}."


def _tell_scales(known):
    if "kmeans_estimator" in known:
        return "Use --scale, which scales the columns for the clustering alone."
    return "Use --method recommended, which scales the columns by itself."


def _tell_exponent(known):
    return f"Use {_set(known, temperature='auto', distances_exponent='1')}."


def _tell_foreign_regions(known):
    safer = _set(known, distribution_ratio="1", imbalance_ratio_threshold="0.5")
    told = f"Make samples in safer places with {safer}. " if safer else ""
    return f"{told}`clover compare` tells whether such samples help a classifier."


def _set(known, **settings):
    """Return the options that set those parameters which a sampler has."""
    return " or ".join(
        f"--set {name}={value}" for name, value in settings.items() if name in known
    )


def _set_number(known):
    """Return the option for the number of clusters, if the sampler has one."""
    has_number = {"kmeans_estimator", "n_clusters"} & known
    return " with --set clusterer.n_clusters=3" if has_number else ""


# What depends on the parameters of the method.
OF_SAMPLER = {
    NOTHING_SELECTED: _tell_nothing_selected,
    ONE_CLUSTER: _tell_one_cluster,
    UNLIKE_SCALES: _tell_scales,
    HIGH_EXPONENT: _tell_exponent,
    FOREIGN_REGIONS: _tell_foreign_regions,
}
