"""What each paper rests on, read from what is kept: one object for a paper, which the floor above writes.

Imports of this floor: events, plans, results, rounds. Imported on this floor by: overview.
"""
