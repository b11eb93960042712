"""
The geometry of Geometric SMOTE
===============================

SMOTE draws each synthetic sample from a segment between two rows. Geometric SMOTE draws
it from a ball around a row, so that the samples spread over an area. Three parameters
say which ball is used and which part of it. This example draws the balls and the
samples for different values of these parameters.
"""

import matplotlib.pyplot as plt
import numpy as np

from clover.inspection import GeometryDisplay
from clover.over_sampling import GeometricSMOTE

# %%
# The data
# --------
#
# The minority class has two sparse groups of ten rows each. The majority class lies
# between them.

rng = np.random.RandomState(0)
majority = rng.normal([0, 0], 0.45, size=(300, 2))
left = rng.normal([-1.6, 0], 0.5, size=(10, 2))
right = rng.normal([1.6, 0], 0.5, size=(10, 2))
X = np.concatenate([majority, left, right])
y = np.repeat([0, 1], [300, 20])

# %%
# Truncation: which half of the ball
# ----------------------------------
#
# Each ball has a row of the minority class in its centre, and reaches to another row,
# the *surface point*. ``truncation_factor`` says which part of the ball is used: with 0
# all of it, with 1 the half towards the surface point, with -1 the half away from it.
#
# The pictures lay all balls over each other. The centre lies at 0 and the surface point
# at 1 of the horizontal axis. The vertical axis is the distance of a sample from the
# line through both. It has no sign, so that a whole ball is drawn as a half circle.


def draw_balls(name, values):
    """Draw the balls for three values of a parameter, and return the displays."""
    fig, axes = plt.subplots(1, 3, figsize=(10, 2.8), layout="constrained")
    displays = {}
    for ax, value in zip(axes, values, strict=True):
        sampler = GeometricSMOTE(random_state=0).set_params(**{name: value})
        displays[value] = GeometryDisplay.from_estimator(
            sampler, X, y, ax=ax, view="ball", max_points=280
        )
        handles, labels = ax.get_legend_handles_labels()
        ax.get_legend().remove()
        ax.set(title=f"{name}={value}", xticks=[-1, 0, 1])
        ax.label_outer()
    fig.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    return displays


draw_balls("truncation_factor", (-1.0, 0.0, 1.0))
plt.show()

# %%
# Deformation: from a ball to a segment
# -------------------------------------
#
# ``deformation_factor`` flattens the ball towards the line through the centre and the
# surface point. With 0 it stays a ball, with 1 only the line is left.

displays = draw_balls("deformation_factor", (0.0, 0.5, 1.0))
plt.show()
for value, display in displays.items():
    farthest = display.frame["across"].max()
    print(f"deformation_factor={value}: up to {farthest:.2f} radii from the line")

# %%
# Selection: where the surface point comes from
# ---------------------------------------------
#
# With ``selection_strategy="minority"``, the surface point is one of the nearest rows
# of the same class. With ``"majority"``, it is the nearest row of the majority class,
# so that a ball never reaches beyond this row. With ``"combined"``, it is the nearer
# one of the two. The pictures show 15 of the balls in the plane of the two features.

fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
for ax, strategy in zip(axes, ("minority", "majority", "combined"), strict=True):
    sampler = GeometricSMOTE(selection_strategy=strategy, random_state=0)
    display = GeometryDisplay.from_estimator(sampler, X, y, ax=ax, max_points=15)
    ax.scatter(*majority.T, s=6, color="0.8", zorder=0, label="majority class")
    ax.get_legend().remove()
    ax.set_title(f'selection_strategy="{strategy}"', fontsize=10)
    ax.set(adjustable="box", xlim=(-3.5, 2.5), ylim=(-1.7, 1.7))
    ax.label_outer()
    frame = display.frame
    share = frame["is_other_class"].mean()
    print(
        f"{strategy}: mean radius {frame['radius'].mean():.2f}, "
        f"surface points in the majority class: {share:.0%}"
    )
handles, labels = axes[2].get_legend_handles_labels()
fig.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
plt.show()

# %%
# **The answer.** Truncation chooses the part of the ball, deformation its width, and
# the selection strategy its size. With ``selection_strategy="minority"`` and both
# factors at 1, Geometric SMOTE draws from segments, as SMOTE does. By default, it draws
# from half balls that reach no farther than the nearest row of the majority class.
