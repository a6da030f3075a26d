"""The build of a dataset: configuration, examples, card."""
