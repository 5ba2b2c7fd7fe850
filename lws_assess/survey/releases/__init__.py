"""From answers to what a release may hold: counts, the smallest number, joined cells, and what is withheld.

Every other wing of this floor may import from here; this wing imports only modules that stand directly on the floor.
"""
