"""Parts and folds that do not leak, and the lock on the test part."""
