"""Answering a round: on a page, from a paper form, and in practice.

Any wing of this floor may import from here; this wing imports only modules that stand directly on the floor.
"""
