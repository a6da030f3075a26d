"""From what a reader delivers to documents and annotations whose offsets are proven."""
