"""The pictures: each call gives a figure, its table and one sentence of the main point.

Every other wing of this floor may import from here; this wing imports only modules that stand directly on the floor.
"""
