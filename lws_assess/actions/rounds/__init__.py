"""Preparing, opening, closing and extending a round, its leads, its handouts, and the end of its keys.

Imports of this floor: answering, results. Imported on this floor by: demo, events, overview, papers, people, post.
"""
