"""The feature blocks there are: adding one is one module and two entries here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from stance.models.linear.blocks import Block, BlockSettings
from stance.models.linear.features_characters import CharacterBlock, CharacterSettings
from stance.models.linear.features_claim import ClaimBlock, ClaimSettings
from stance.models.linear.features_lexicon import LexiconBlock, LexiconSettings
from stance.models.linear.features_pairs import PairBlock, PairSettings
from stance.models.linear.features_place import PlaceBlock, PlaceSettings
from stance.models.linear.features_words import WordBlock, WordSettings
from stance.models.trained import ModelState, TextInput

AnyBlockSettings = (
    WordSettings | CharacterSettings | PairSettings | LexiconSettings | PlaceSettings | ClaimSettings
)
"""What a configuration may list under `blocks`; `kind` tells them apart."""
BLOCKS: Final[dict[type[BlockSettings], type[Any]]] = {
    WordSettings: WordBlock,
    CharacterSettings: CharacterBlock,
    PairSettings: PairBlock,
    LexiconSettings: LexiconBlock,
    PlaceSettings: PlaceBlock,
    ClaimSettings: ClaimBlock,
}


def fit_block(inputs: Sequence[TextInput], settings: BlockSettings) -> Block:
    """Return a block fitted to inputs."""
    block: Block = BLOCKS[type(settings)].fit(inputs, settings)
    return block


def rebuild_block(state: ModelState, settings: BlockSettings) -> Block:
    """Return the block that gave a state; BundleError when the state is none of it."""
    block: Block = BLOCKS[type(settings)].from_state(state, settings)
    return block
