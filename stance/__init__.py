"""Read how news frames its subject: who speaks, which words are loaded, which frames, what stance."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from stance.api import predict, predict_many

__all__ = ["__version__", "predict", "predict_many"]


def __getattr__(name: str) -> object:
    """Load the parts that read word lists and numpy only when they are asked for."""
    if name in __all__:
        from stance import api

        return getattr(api, name)
    raise AttributeError(f"module 'stance' has no attribute {name!r}")
