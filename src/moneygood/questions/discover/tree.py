"""Classification trees after Breiman, Friedman, Olshen and Stone (1984): splits by the Gini impurity,
pruned by
cost and complexity, the strength of pruning chosen by cross-validation with the one-standard-error rule."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

FOLDS = 5


@dataclass(frozen=True)
class TreeNode:
    """A node: `count` draws, `hits` with the outcome; a split `x[input] <= cut` goes `left`, the rest
    `right`."""

    count: int
    hits: int
    input: int | None = None
    cut: float = 0.0
    left: TreeNode | None = None
    right: TreeNode | None = None

    @property
    def impurity(self) -> float:
        """Gini impurity times its draws."""
        p = self.hits / self.count
        return 2 * p * (1 - p) * self.count

    def leaves(self) -> list[TreeNode]:
        """Its leaves, left to right."""
        if self.left is None or self.right is None:
            return [self]
        return self.left.leaves() + self.right.leaves()


@dataclass(frozen=True)
class TreeRule:
    """The way to a leaf: limits by input (`low` < x <= `high`), and the leaf."""

    limits: dict[int, tuple[float, float]]
    leaf: TreeNode

    def holds(self, x: np.ndarray) -> np.ndarray:
        """Which rows of x [draw, input] end in the leaf."""
        out = np.ones(len(x), dtype=bool)
        for j, (low, high) in self.limits.items():
            out &= (x[:, j] > low) & (x[:, j] <= high)
        return out


def best_split(x: np.ndarray, y: np.ndarray, smallest: int) -> tuple[float, int, float] | None:
    """The split that lowers impurity most: (gain, input, cut); None when no split leaves `smallest` on both
    sides."""
    n = len(y)
    if n < 2 * smallest or y.sum() in (0, n):
        return None
    order = np.argsort(x, axis=0, kind="stable")
    xs, ys = np.take_along_axis(x, order, axis=0), y[order]
    left_hits = np.cumsum(ys, axis=0)[:-1]
    left = np.arange(1, n)[:, None]
    right, right_hits = n - left, y.sum() - left_hits
    impurity = 2 * left_hits * (1 - left_hits / left) + 2 * right_hits * (1 - right_hits / right)
    allowed = (xs[1:] > xs[:-1]) & (left >= smallest) & (right >= smallest)
    if not allowed.any():
        return None
    impurity = np.where(allowed, impurity, np.inf)
    i, j = np.unravel_index(np.argmin(impurity), impurity.shape)
    p = y.mean()
    gain = 2 * n * p * (1 - p) - impurity[i, j]
    return (float(gain), int(j), float((xs[i, j] + xs[i + 1, j]) / 2)) if gain > 1e-12 else None


def grow(x: np.ndarray, y: np.ndarray, depth: int, smallest: int) -> TreeNode:
    """The tree on x [draw, input] and y [draw] of 0 and 1, at most `depth` splits deep."""
    node = TreeNode(len(y), int(y.sum()))
    found = best_split(x, y, smallest) if depth > 0 else None
    if found is None:
        return node
    _, j, cut = found
    goes = x[:, j] <= cut
    left, right = (grow(x[g], y[g], depth - 1, smallest) for g in (goes, ~goes))
    return replace(node, input=j, cut=cut, left=left, right=right)


def pruned(node: TreeNode, price: float) -> TreeNode:
    """The smallest subtree whose impurity plus `price` times its leaves is least."""
    if node.left is None or node.right is None:
        return node
    own = replace(node, left=pruned(node.left, price), right=pruned(node.right, price))
    cost = sum(leaf.impurity for leaf in own.leaves()) + price * len(own.leaves())
    if node.impurity + price <= cost:
        return TreeNode(node.count, node.hits)
    return own


def prices(node: TreeNode) -> list[float]:
    """The prices of a leaf at which the tree loses branches, from none (0) to all."""
    out = [0.0]
    current = node
    while current.left is not None:
        weakest = min(_links(current))
        out.append(weakest)
        current = pruned(current, weakest * (1 + 1e-12))
    return out


def _links(node: TreeNode) -> list[float]:
    if node.left is None or node.right is None:
        return []
    leaves = node.leaves()
    own = (node.impurity - sum(leaf.impurity for leaf in leaves)) / (len(leaves) - 1)
    return [own, *_links(node.left), *_links(node.right)]


def fit_tree(
    x: np.ndarray, y: np.ndarray, *, depth: int = 4, smallest: float = 0.03, rng: np.random.Generator
) -> TreeNode:
    """The pruned tree: the price of a leaf is the largest whose cross-validated loss is worse than the best
    by no more than the standard error of that difference."""
    y = y.astype(np.float64)
    least = max(int(smallest * len(y)), 1)
    whole = grow(x, y, depth, least)
    steps = prices(whole)
    if len(steps) == 1:
        return whole
    tried = [0.0, *(float(np.sqrt(a * b)) for a, b in itertools.pairwise(steps)), steps[-1]]
    fold = rng.permutation(len(y)) % FOLDS
    losses = np.zeros((len(tried), len(y)))
    for k in range(FOLDS):
        tree = grow(x[fold != k], y[fold != k], depth, max(int(least * (1 - 1 / FOLDS)), 1))
        for i, price in enumerate(tried):
            share = predict(pruned(tree, price * (1 - 1 / FOLDS)), x[fold == k])
            losses[i, fold == k] = (y[fold == k] - share) ** 2
    best = int(np.argmin(losses.mean(axis=1)))
    worse = losses - losses[best]
    error = worse.std(axis=1) / np.sqrt(len(y))
    chosen = max(i for i in range(len(tried)) if worse[i].mean() <= error[i])
    return pruned(whole, tried[chosen])


def predict(node: TreeNode, x: np.ndarray) -> np.ndarray:
    """The share of hits of the leaf in which each row of x ends [draw]."""
    if node.input is None or node.left is None or node.right is None:
        return np.full(len(x), node.hits / node.count)
    goes = x[:, node.input] <= node.cut
    out = np.empty(len(x))
    out[goes], out[~goes] = predict(node.left, x[goes]), predict(node.right, x[~goes])
    return out


def rules(node: TreeNode, limits: dict[int, tuple[float, float]] | None = None) -> list[TreeRule]:
    """The ways to all leaves."""
    limits = limits or {}
    if node.input is None or node.left is None or node.right is None:
        return [TreeRule(limits, node)]
    low, high = limits.get(node.input, (-np.inf, np.inf))
    return rules(node.left, {**limits, node.input: (low, min(high, node.cut))}) + rules(
        node.right, {**limits, node.input: (max(low, node.cut), high)}
    )
