"""Edge colouring of bipartite multigraphs: interviews into slots when no window binds.

König (1916): as many colours suffice as the busiest vertex has edges.
"""

from __future__ import annotations

from collections.abc import Sequence


def edge_colours(edges: Sequence[tuple[int, int]], colours: int) -> list[int]:
    """A colour in 0..colours-1 for each edge (left, right), no two alike at a vertex.

    Raises ValueError where a vertex has more edges than there are colours.
    """
    graph = _Graph(edges)
    for edge, (u, v) in enumerate(edges):
        a, b = _free(graph.left[u], colours), _free(graph.right[v], colours)
        if a in graph.right[v] and b in graph.left[u]:
            graph.swap_from(v, a, b)
            b = a
        graph.paint(edge, a if a not in graph.right[v] else b)
    return graph.colour


def _free(used: dict[int, int], colours: int) -> int:
    for colour in range(colours):
        if colour not in used:
            return colour
    raise ValueError("a vertex has more edges than colours")


class _Graph:
    """Which edge wears which colour at each vertex."""

    def __init__(self, edges: Sequence[tuple[int, int]]) -> None:
        self.edges = edges
        self.colour = [-1] * len(edges)
        self.left: dict[int, dict[int, int]] = {u: {} for u, _ in edges}
        self.right: dict[int, dict[int, int]] = {v: {} for _, v in edges}

    def paint(self, edge: int, colour: int) -> None:
        u, v = self.edges[edge]
        self.colour[edge] = colour
        self.left[u][colour] = self.right[v][colour] = edge

    def swap_from(self, start: int, a: int, b: int) -> None:
        """Exchange a and b along the path of these colours that leaves the right vertex `start` by a.

        It cannot reach the left vertex where a is free, for it comes to left vertices by a.
        """
        path: list[int] = []
        vertex, side, colour = start, 1, a
        while (edge := (self.left, self.right)[side][vertex].get(colour)) is not None:
            path.append(edge)
            side = 1 - side
            vertex = self.edges[edge][side]
            colour = b if colour == a else a
        for edge in path:
            u, v = self.edges[edge]
            del self.left[u][self.colour[edge]], self.right[v][self.colour[edge]]
        for edge in path:
            self.paint(edge, b if self.colour[edge] == a else a)
