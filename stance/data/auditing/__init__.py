"""What a dataset gives away before any training."""
