"""Visioning events: planning one, its hosts, phones, screens, scribes and tables, and its summary.

Imports of this floor: answering, plans, post, results, rounds, upkeep. Imported on this floor by: start.
"""
