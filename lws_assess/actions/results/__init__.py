"""Making a round's one release and looking at it, its comments and its priorities.

Rounds, plans, people, events and the demo may import from here; this wing imports only the floor itself.
"""
