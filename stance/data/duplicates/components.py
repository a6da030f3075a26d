"""Things joined pair by pair into connected components."""

from __future__ import annotations


class Components:
    """Sets of the numbers 0 to n - 1 that grow together (union-find with path halving).

    >>> joined = Components(3)
    >>> joined.join(2, 1)
    True
    >>> [joined.root(n) for n in range(3)]
    [0, 1, 1]
    """

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def root(self, member: int) -> int:
        """Return the smallest number of the component that holds `member`."""
        parent = self._parent
        while parent[member] != member:
            parent[member] = member = parent[parent[member]]
        return member

    def join(self, first: int, second: int) -> bool:
        """Make one component of two; return whether they were apart."""
        low, high = sorted((self.root(first), self.root(second)))
        self._parent[high] = low
        return low != high
