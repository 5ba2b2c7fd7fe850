"""Benchmarks: real servers, real databases, durable commits. One JSON object a line."""
