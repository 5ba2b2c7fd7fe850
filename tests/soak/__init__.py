"""What `make soak` measures: long generators with fixed seeds."""
