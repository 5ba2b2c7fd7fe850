"""The pictures: each call gives a figure, its table and one sentence of the main point.

Imports of this floor: none. Imported on this floor by: data, events, explore, overview, papers, slides.
"""
