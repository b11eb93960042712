"""
Text: sparse rows and rare topics
=================================

A rare kind of text often has several topics, and some of them are rarer still. SMOTE
gives each topic synthetic samples in proportion to its documents, so that a rare topic
stays rare. Clusters find the topics without labels and can give all of them equally
many rows. Nothing is made dense on the way.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer

from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling import ClusterOverSampler

# %%
# Documents
# ---------
# We make up messages to a shop, so that nothing has to be downloaded. Praise is
# frequent and complaints are rare. Complaints have four topics of 60, 30, 15 and 10
# messages. A message has five words of its topic and five words that belong to no
# topic.

common = (
    "order shop day today week time site page account customer people home box gift "
    "shirt phone lamp shoes book mail friend price team thing question answer"
)
words = {
    "delivery": "late parcel courier waiting lost address tracking delayed door",
    "payment": "charged twice refund invoice bank card money wrong amount",
    "damage": "broken scratched cracked glass dented damaged packaging leaking torn",
    "support": "rude hotline ignored unanswered call chat agent hold transferred",
    "praise": "great happy love perfect quick thanks recommend beautiful friendly easy",
}
rng = np.random.RandomState(0)


def write_message(topic):
    """Return a message about a topic."""
    parts = (common, words[topic])
    return " ".join(word for part in parts for word in rng.choice(part.split(), 5))


topic = np.repeat(list(words), [60, 30, 15, 10, 900])
messages = [write_message(name) for name in topic]
y = np.where(topic == "praise", "praise", "complaint")
print(messages[0])

# %%
# The topics are known to us, but not to the samplers: they only see whether a message
# is praise or a complaint, and its TF-IDF weights in a sparse matrix.

X = TfidfVectorizer().fit_transform(messages)
print(type(X).__name__, X.shape)

# %%
# Two samplers
# ------------
# The first is SMOTE. It is wrapped in a
# :class:`~clover.over_sampling.ClusterOverSampler` without clusters, which makes the
# same kind of rows and remembers where they came from. The second clusters the
# complaints by themselves (``clustering_scope="class"``) and fills all clusters up to
# the same size: equal weights for all clusters, and ``mode="final size"``.

smote = ClusterOverSampler(SMOTE(), random_state=0)
clustered = ClusterOverSampler(
    SMOTE(),
    clusterer=KMeans(n_clusters=4, n_init=10),
    distributor=ClusterDistributor(
        allocation=LogLinearAllocation.uniform(), mode="final size"
    ),
    clustering_scope="class",
    random_state=0,
)
for sampler in (smote, clustered):
    X_res, y_res = sampler.fit_resample(X, y)
    n_words = np.diff(X_res.indptr)[len(y) :].mean()
    print(f"{type(X_res).__name__} {X_res.shape}, {n_words:.1f} words a synthetic row")
print(f"{np.diff(X.indptr).mean():.1f} words a real row")

# %%
# A synthetic row has the words of both messages from which it was made, and so more
# words than a real one. It is still sparse.
#
# The topics of the synthetic rows
# --------------------------------
# ``provenance_`` says between which two messages each synthetic row lies, so that we
# can look up their topics. No row joins two topics here. The table counts the real
# complaints of each topic and the synthetic rows of both samplers.

complaints = list(words)[:4]
counts = pd.DataFrame({"real": pd.Series(topic).value_counts()[complaints]})
for name, sampler in {"SMOTE": smote, "SMOTE in clusters": clustered}.items():
    origin = sampler.provenance_
    n_mixed = np.count_nonzero(topic[origin.base] != topic[origin.partner])
    print(f"{name}: {n_mixed} synthetic rows join two topics")
    counts[name] = pd.Series(topic[origin.base]).value_counts()
print(counts.to_string())

# %%
# On the left, complaints as k-means found them: a column of the picture is a cluster, a
# row is a topic. On the right, the real and the synthetic rows of each topic.

found = pd.crosstab(topic, clustered.labels_).loc[complaints]
found = found.loc[:, found.sum() > 0]
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
left.imshow(found, cmap="Blues", vmax=80)
for row, column in np.ndindex(found.shape):
    count = found.iloc[row, column]
    color = "white" if count > 40 else "black"
    left.text(column, row, count, color=color, ha="center", va="center")
left.set_xticks(range(found.shape[1]), found.columns)
left.set_yticks(range(4), complaints)
left.set(xlabel="cluster", ylabel="topic", title="real complaints in the clusters")

places = np.arange(4)
for shift, name, color in (
    (-0.2, "SMOTE", "#56B4E9"),
    (0.2, "SMOTE in clusters", "#E66100"),
):
    right.bar(places + shift, counts["real"], 0.38, color="#0B2A4A")
    right.bar(
        places + shift, counts[name], 0.38, counts["real"], color=color, label=name
    )
right.bar(0, 0, color="#0B2A4A", label="real")
right.set_xticks(places, complaints)
right.set(
    xlabel="topic", ylabel="rows after resampling", title="real and synthetic rows"
)
right.legend(frameon=False)
plt.show()

# %%
# **Answer.** Yes: k-means found the four topics, and each of them has 225 rows after
# resampling in clusters. With SMOTE, the rarest topic has 78 rows and the largest 479.
# The words of these topics hardly overlap. With real texts, look at the clusters first.
