"""Preparing, opening, closing and extending a round, its leads, its handouts, and the end of its keys.

Post, events, people and the demo may import from here; this wing imports answering, results and the floor itself.
"""
