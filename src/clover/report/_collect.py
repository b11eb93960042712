"""All facts of a report, in one pass over a run."""

from dataclasses import replace

import numpy as np

from clover._estimators.seeds import N_SEEDS
from clover.report._checks import find_findings
from clover.report._content.alternatives import count_alternatives
from clover.report._content.composition import describe_composition
from clover.report._content.counts import (
    count_classes,
    describe_clusters,
    describe_table,
    list_notes,
)
from clover.report._content.features import compare_features
from clover.report._content.map import draw_map
from clover.report._content.measures import measure
from clover.report._content.samples import draw_samples
from clover.report._facts.whole import Facts
from clover.report._run import run_sampler

# The version of the JSON. Raise it when a name or a meaning changes.
SCHEMA_VERSION = 1


def collect_facts(sampler, X, y, name, random_state):
    """Run a sampler and return the `Facts` of the run."""
    return describe_run(
        run_sampler(sampler, X, y, random_state), sampler, name, random_state
    )


def describe_run(run, sampler, name, random_state):
    """Return the `Facts` of a run of a sampler."""
    # The report's own draws do not depend on those of the sampler.
    seed = random_state if isinstance(random_state, int) else 0
    rng = np.random.RandomState(seed % N_SEEDS)
    samples = draw_samples(run, rng)
    facts = Facts(
        schema_version=SCHEMA_VERSION,
        table=describe_table(run, samples, name),
        composition=describe_composition(run, sampler),
        classes=count_classes(run),
        clusters=describe_clusters(run),
        alternatives=count_alternatives(run),
        map=draw_map(run, samples, rng),
        features=compare_features(run, samples),
        measures=measure(run, samples, rng),
        findings=[],
        notes=list_notes(run),
    )
    return replace(facts, findings=find_findings(run, samples, facts))
