"""Making a round's one release and looking at it, its comments and its priorities.

Imports of this floor: none. Imported on this floor by: demo, events, overview, papers, plans, rounds.
"""
