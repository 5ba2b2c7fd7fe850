"""Figures as files: the release's tables, the region's, and workbooks.

Papers may import from here; this wing imports charts and the floor itself.
"""
