"""Read how news frames its subject: who speaks, which words are loaded, which frames, what stance."""

__version__ = "0.1.0"
