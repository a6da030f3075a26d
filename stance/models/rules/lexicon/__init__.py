"""Word lists: pattern syntax, conditions of use, matching."""

from stance.models.rules.lexicon.folder import lexicon_folder
from stance.models.rules.lexicon.trie import Lexicon, Match

__all__ = ["Lexicon", "Match", "lexicon_folder"]
