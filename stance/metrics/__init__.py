"""Numbers that compare predicted with gold: pure functions of labels and spans."""
