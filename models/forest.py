"""Boosted trees as flat arrays: what a fitted scikit-learn model knows, without its classes and without pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ArtifactError

Features = NDArray[np.floating]
ARRAYS = ("starts", "feature", "threshold", "missing_left", "left", "right", "value")


@dataclass(frozen=True)
class Forest:
    """Trees laid end to end; children are places within their own tree, a leaf has `left` -1.

    value: of a leaf its share of the raw score; of an inner node the mean of its leaves by training rows.
    """

    baseline: float
    starts: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]

    @classmethod
    def of(cls, model: Any) -> Forest:
        """From a fitted binary HistGradientBoostingClassifier without categorical features."""
        tables = [stage[0].nodes for stage in model._predictors]
        nodes = np.concatenate(tables)
        leaf = nodes["is_leaf"].astype(bool)
        sizes = [len(table) for table in tables]
        return cls(
            float(np.ravel(model._baseline_prediction)[0]),
            np.cumsum([0, *sizes[:-1]]).astype(np.int32),
            np.where(leaf, -1, nodes["feature_idx"]).astype(np.int32),
            np.where(leaf, 0, nodes["num_threshold"]).astype(np.float64),
            nodes["missing_go_to_left"].astype(bool),
            np.where(leaf, -1, nodes["left"].astype(np.int32)),  # stored unsigned, which holds no -1
            np.where(leaf, -1, nodes["right"].astype(np.int32)),
            np.concatenate([_node_means(table) for table in tables]),
        )

    @property
    def base(self) -> float:
        """The raw score of a row of which nothing is known: the baseline and the trees' roots."""
        return self.baseline + float(self.value[self.starts].sum())

    def contributions(self, features: Features) -> NDArray[np.float64]:
        """(n, features): how each feature moved the raw score away from `base` on the paths taken (Saabas 2014)."""
        moved = np.zeros(features.shape, dtype=np.float64)
        rows = np.arange(len(features))
        for start in self.starts:
            place = np.full(len(features), start)
            while (inner := self.left[place] >= 0).any():
                at, who = place[inner], rows[inner]
                asked = features[who, self.feature[at]]
                to_left = np.where(np.isnan(asked), self.missing_left[at], asked <= self.threshold[at])
                child = start + np.where(to_left, self.left[at], self.right[at])
                np.add.at(moved, (who, self.feature[at]), self.value[child] - self.value[at])
                place[inner] = child
        return moved

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Arrays and JSON."""
        return {name: getattr(self, name) for name in ARRAYS}, {"baseline": self.baseline}

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Forest:
        """The forest that `state` described. Raises ArtifactError where a child points outside its tree or back."""
        forest = cls(float(about["baseline"]), *(arrays[name] for name in ARRAYS))
        place = np.arange(len(forest.left))
        tree = np.searchsorted(forest.starts, place, side="right") - 1
        ends = np.append(forest.starts[1:], len(place))[tree]
        for child in (forest.left, forest.right):
            there = forest.starts[tree] + child
            if not ((child == -1) | ((there > place) & (there < ends))).all():
                raise ArtifactError("a tree's child points outside its tree")
        return forest


def _node_means(nodes: NDArray[Any]) -> NDArray[np.float64]:
    # scikit-learn shrinks the leaves alone; children stand behind their parents
    value = nodes["value"].astype(np.float64)
    count = nodes["count"].astype(np.float64)
    for i in range(len(nodes) - 1, -1, -1):
        if not nodes["is_leaf"][i]:
            left, right = nodes["left"][i], nodes["right"][i]
            value[i] = (value[left] * count[left] + value[right] * count[right]) / (count[left] + count[right])
    return value
