"""From a release to the figures that are said and drawn: means, bands, priorities, changes and how sure they are.

Plans and events may import from here; this wing imports releases and modules that stand directly on the floor.
"""
