"""From answers to what a release may hold: counts, the smallest number, joined cells, and what is withheld.

Imports of this floor: none. Imported on this floor by: events, results, rounds.
"""
