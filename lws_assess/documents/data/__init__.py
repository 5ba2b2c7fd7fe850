"""Figures as files: the release's tables, the region's, and workbooks.

Imports of this floor: charts. Imported on this floor by: papers, slides.
"""
