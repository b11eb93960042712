"""Methods of a user's distributor that are misspelt, or take other arguments."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans

from clover.distribution import (
    BaseDistributor,
    ClusterDistributor,
    DensityDistributor,
)
from clover.over_sampling import ClusterOverSampler

X = np.arange(6.0).reshape(-1, 1)
Y = np.array([1, 0, 0, 1, 0, 0])
LABELS = np.array([0, 0, 0, 4, 4, 4])


def hook(self, X, y, labels, neighbors):
    self.intra_distribution_ = {(0, 1): 1.0}
    return self


def make(*names, base=BaseDistributor, method=hook):
    """Return a distributor whose methods have some names."""
    return type("Own", (base,), dict.fromkeys(names, method))()


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("intra_distribute", "_intra_distribute"),
        ("_intra_distributed", "_intra_distribute"),
        ("_intradistribute", "_intra_distribute"),
        ("_Intra_distribute", "_intra_distribute"),
        ("intraDistribute", "_intra_distribute"),
        ("_intra_distibute", "_intra_distribute"),
        ("_distribute_intra", "_intra_distribute"),
        ("inter_distribute", "_inter_distribute"),
        ("_inter_distributes", "_inter_distribute"),
        ("_interdistribute", "_inter_distribute"),
    ],
)
def test_misspelt_hook_is_named_with_the_right_name(name, right):
    message = (
        f"^Own has a method `{name}`, which clover does not call. .* be `{right}`.$"
    )
    with pytest.raises(TypeError, match=message):
        make(name).fit(X, Y, LABELS)
    with pytest.raises(TypeError, match=message):
        make(name).fit_distribute(X, Y, LABELS)


@pytest.mark.parametrize("base", [ClusterDistributor, DensityDistributor])
@pytest.mark.parametrize("name", ["intra_distribute", "_inter_distribut"])
def test_misspelt_hook_of_a_composition_is_named(name, base):
    with pytest.raises(TypeError, match=f"has a method `{name}`"):
        make(name, base=base).fit(X, Y, LABELS)


def test_second_hook_may_be_the_misspelt_one():
    distributor = make("_intra_distribute", "inter_distribute")
    with pytest.raises(TypeError, match=r"method `inter_distribute`.* `_inter_dis"):
        distributor.fit(X, Y, LABELS)


def test_misspelt_hook_of_an_ancestor_is_named():
    first = type(make("_inter_distribute", "_intra_distribut"))
    with pytest.raises(TypeError, match=r"^Second has a method `_intra_distribut`"):
        type("Second", (first,), {})().fit(X, Y, LABELS)


@pytest.mark.parametrize(
    "names",
    [
        ("_intra_distribute", "_intra_distribute_one"),
        ("_intra_distribute", "_inter_distribute_pairs"),
        ("_intra_distribute", "intra_distribute"),
        ("_intra_distribute", "distribute", "transform", "_weigh"),
        ("_intra_distribute", "_inter_distribute_1"),
        ("_intra_distribute", "_do_inter_distribute"),
        ("_intra_distribute", "_inter_distributed"),
        ("_intra_distribute", "inter_distribute_x"),
        ("_intra_distribute", "_inter_distribute2", "_inter_distributes"),
    ],
)
def test_helpers_of_a_distributor_are_no_misspelt_hooks(names):
    assert make(*names).fit(X, Y, LABELS).intra_distribution_ == {(0, 1): 1.0}


class CallsFromAList(BaseDistributor):
    def _intra_distribute(self, X, y, labels, neighbors):
        return next(self.inter_distribute(number) for number in range(1))

    def inter_distribute(self, number):
        return hook(self, X, Y, LABELS, None)


class CallsDirectly(ClusterDistributor):
    def _intra_distribute(self, X, y, labels, neighbors):
        return self._inter_distributor()

    def _inter_distributor(self):
        return hook(self, X, Y, LABELS, None)


class CallsFromAFunction(DensityDistributor):
    def _intra_distribute(self, X, y, labels, neighbors):
        def call():
            return self._inner_distribute()

        return call()

    def _inner_distribute(self):
        return hook(self, X, Y, LABELS, None)


@pytest.mark.parametrize("kind", [CallsFromAList, CallsDirectly, CallsFromAFunction])
def test_methods_that_hooks_call_are_no_misspelt_hooks(kind):
    assert kind().fit(X, Y, LABELS).intra_distribution_ == {(0, 1): 1.0}


@pytest.mark.parametrize(
    "name",
    ["_inter_distribut", "_INTER_distribute", "_inter_distirbute", "_inter_distribtue"],
)
def test_near_names_that_no_method_mentions_are_misspelt_hooks(name):
    distributor = make("_intra_distribute", name)
    with pytest.raises(TypeError, match=f"`{name}`, which clover does not call"):
        distributor.fit(X, Y, LABELS)


@pytest.mark.parametrize("names", [(), ("predict", "score")])
def test_distributor_without_any_hook_is_named(names):
    with pytest.raises(TypeError, match=r"^Own should define `_intra_distribute`, .*"):
        make(*names).fit(X, Y, LABELS)


def test_distributor_with_its_own_fit_needs_no_hook():
    def fit(self, X, y, labels=None, neighbors=None):
        self.intra_distribution_, self.inter_distribution_ = {(4, 1): 1.0}, {}
        return self

    distributor = make("fit", method=fit)
    assert distributor.fit_distribute(X, Y, LABELS) == ({(4, 1): 1.0}, {})


def test_error_of_a_sampler_names_the_hook(two_classes):
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(2, n_init=1), make("intra_distribute"), random_state=0
    )
    for method in (sampler.fit, sampler.fit_resample):
        with pytest.raises(TypeError, match="should be `_intra_distribute`"):
            method(*two_classes)


@pytest.mark.parametrize(
    "method",
    [
        lambda self: self,
        lambda self, X, y, labels: self,
        lambda self, X, y, labels, neighbors, more: self,
        lambda self, *, X, y, labels, neighbors: self,
    ],
    ids=["none", "fewer", "more", "keywords"],
)
@pytest.mark.parametrize("base", [BaseDistributor, ClusterDistributor])
def test_hook_that_takes_other_arguments_is_named(method, base):
    distributor = make("_intra_distribute", base=base, method=method)
    message = r"`_intra_distribute` of Own should take \(X, y, labels, neighbors\)\. Go"
    with pytest.raises(TypeError, match=message):
        distributor.fit(X, Y, LABELS)


def test_error_inside_a_hook_stays():
    def failing(self, X, y, labels, neighbors):
        return len(5)

    with pytest.raises(TypeError, match=r"^object of type 'int' has no len"):
        make("_intra_distribute", method=failing).fit(X, Y, LABELS)
