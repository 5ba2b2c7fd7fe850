"""Figures that readers choose for themselves out of published results, and what each is drawn as.

Imports of this floor: charts. Imported on this floor by: none.
"""
