"""Visioning events: planning one, running it, its votes, words and tables, and its end.

People and the demo may import from here; this wing imports answering, plans, results, rounds and the floor itself.
"""
