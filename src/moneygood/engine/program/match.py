"""Which equation determines which unknown, and in what order: matching, strong components, tear sets."""

from __future__ import annotations

from collections.abc import Sequence


def complete_matching(
    candidates: Sequence[Sequence[int]], start: dict[int, int]
) -> tuple[dict[int, int], list[int]]:
    """A matching of equations to unknowns that contains as many equations as possible.

    `candidates[e]` are the unknowns of equation e, best first; `start` a partial matching (equation ->
    unknown) that augmenting paths may rearrange. Returns (equation -> unknown, equations left over).
    """
    by_equation = dict(start)
    by_unknown = {u: e for e, u in start.items()}
    left_over: list[int] = []
    for root in range(len(candidates)):
        if root in by_equation:
            continue
        reached_from: dict[int, int] = {}
        frontier, end = [root], None
        while frontier and end is None:
            grown: list[int] = []
            for e in frontier:
                for u in candidates[e]:
                    if u in reached_from:
                        continue
                    reached_from[u] = e
                    if u not in by_unknown:
                        end = u
                        break
                    grown.append(by_unknown[u])
                if end is not None:
                    break
            frontier = grown
        if end is None:
            left_over.append(root)
            continue
        while True:  # flip the path back to the root
            e = reached_from[end]
            before = by_equation.get(e)
            by_equation[e], by_unknown[end] = end, e
            if e == root or before is None:
                break
            end = before
    return by_equation, left_over


def strong_components(edges: Sequence[Sequence[int]], among: set[int] | None = None) -> list[list[int]]:
    """Strongly connected components of the graph `edges` (node -> nodes it needs), needed ones first.

    Only nodes in `among` count when it is given. Tarjan's algorithm without recursion.
    """
    n = len(edges)
    index = [-1] * n
    low = [0] * n
    on_stack = [False] * n
    stack: list[int] = []
    found: list[list[int]] = []
    counter = 0
    for root in range(n):
        if index[root] >= 0 or (among is not None and root not in among):
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = counter
        counter += 1
        stack.append(root)
        on_stack[root] = True
        while work:
            node, children = work[-1]
            for child in children:
                if among is not None and child not in among:
                    continue
                if index[child] < 0:
                    index[child] = low[child] = counter
                    counter += 1
                    stack.append(child)
                    on_stack[child] = True
                    work.append((child, iter(edges[child])))
                    break
                if on_stack[child]:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component: list[int] = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        component.append(member)
                        if member == node:
                            break
                    found.append(sorted(component))
    return found


def tear_set(
    edges: Sequence[Sequence[int]], members: Sequence[int], forced: set[int], preferred: set[int]
) -> set[int]:
    """A small set of `members` without which no cycle of `edges` is left (a feedback vertex set).

    `forced` members are in it anyway; `preferred` ones win ties. Greedy by in-degree times out-degree inside
    each component, on the graph that remains when every node with one way in or out is bypassed; then every
    tear that turns out to be needless is taken back.
    """
    tears = set(forced)
    while True:
        rest = set(members) - tears
        cyclic = [c for c in strong_components(edges, rest) if len(c) > 1 or c[0] in edges[c[0]]]
        if not cyclic:
            break
        for component in cyclic:
            tears.add(_best_tear(edges, component, preferred))
    for tear in sorted(tears - forced, key=lambda m: (m in preferred, m)):
        rest = set(members) - tears | {tear}
        if all(len(c) == 1 and c[0] not in edges[c[0]] for c in strong_components(edges, rest)):
            tears.discard(tear)
    return tears


def _best_tear(edges: Sequence[Sequence[int]], component: Sequence[int], preferred: set[int]) -> int:
    """The member of a cyclic component that most cycles pass through, judged on the contracted graph."""
    inside = set(component)
    out = {m: {c for c in edges[m] if c in inside} for m in component}
    into: dict[int, set[int]] = {m: set() for m in component}
    for m, targets in out.items():
        for c in targets:
            into[c].add(m)
    changed = True
    while changed:
        changed = False
        for m in list(out):
            if m in out[m]:
                return m
            if len(out[m]) > 1 and len(into[m]) > 1:
                continue
            if len(out) == 1:
                return m
            for a in into[m]:
                out[a].discard(m)
                out[a] |= out[m]
            for b in out[m]:
                into[b].discard(m)
                into[b] |= into[m]
            del out[m], into[m]
            changed = True
    return max(out, key=lambda m: (len(out[m]) * len(into[m]), m in preferred, -m))


def order_acyclic(edges: Sequence[Sequence[int]], members: set[int]) -> list[int]:
    """`members` in an order in which everything that one of them needs comes before it."""
    return [component[0] for component in strong_components(edges, members)]
