"""Reading articles, targets and annotations."""
