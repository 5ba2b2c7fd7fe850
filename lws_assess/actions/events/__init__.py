"""Visioning events: planning one, running it, its votes, words and tables, and its end.

Imports of this floor: answering, plans, results, rounds. Imported on this floor by: demo, overview, papers, people.
"""
