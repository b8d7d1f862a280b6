"""Matching, ordering and tearing on graphs small enough to check by other means."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.engine.program.match import (
    complete_matching,
    order_acyclic,
    strong_components,
    tear_set,
)


def graphs(most: int = 12) -> st.SearchStrategy[list[list[int]]]:
    return st.integers(1, most).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, n - 1), max_size=4, unique=True), min_size=n, max_size=n)
    )


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_components_are_those_of_networkx_and_come_in_order(edges):
    import networkx as nx

    graph = nx.DiGraph([(a, b) for a, targets in enumerate(edges) for b in targets])
    graph.add_nodes_from(range(len(edges)))
    found = strong_components(edges)
    assert {frozenset(c) for c in found} == {frozenset(c) for c in nx.strongly_connected_components(graph)}
    position = {m: k for k, component in enumerate(found) for m in component}
    assert all(position[b] <= position[a] for a, b in graph.edges)


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_without_the_tears_no_cycle_is_left(edges):
    import networkx as nx

    members = list(range(len(edges)))
    tears = tear_set(edges, members, set(), set())
    rest = set(members) - tears
    graph = nx.DiGraph([(a, b) for a in rest for b in edges[a] if b in rest])
    assert nx.is_directed_acyclic_graph(graph)
    order = order_acyclic(edges, rest)
    place = {m: k for k, m in enumerate(order)}
    assert all(place[b] < place[a] for a in rest for b in edges[a] if b in rest)
    for tear in tears:  # every one of them is needed
        more = rest | {tear}
        graph = nx.DiGraph([(a, b) for a in more for b in edges[a] if b in more])
        assert not nx.is_directed_acyclic_graph(graph)


def test_one_tear_for_a_wheel():
    edges = [[1], [2], [3], [0]] + [[0]] * 3
    assert len(tear_set(edges, range(7), set(), set())) == 1


@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_matching_is_as_large_as_possible(n, seed):
    import networkx as nx

    rng = np.random.default_rng(seed)
    candidates = [sorted(rng.choice(n, size=rng.integers(0, min(n, 3) + 1), replace=False)) for _ in range(n)]
    matching, left_over = complete_matching([[int(u) for u in c] for c in candidates], {})
    assert len(set(matching.values())) == len(matching) == n - len(left_over)
    assert all(u in candidates[e] for e, u in matching.items())
    graph = nx.Graph()
    graph.add_nodes_from([("e", i) for i in range(n)], bipartite=0)
    graph.add_edges_from([(("e", i), ("u", u)) for i, c in enumerate(candidates) for u in c])
    best = nx.bipartite.maximum_matching(graph, top_nodes=[("e", i) for i in range(n)])
    assert len(matching) == len(best) // 2
