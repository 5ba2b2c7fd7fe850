"""Answering a round: on a page, from a paper form, and in practice.

Imports of this floor: none. Imported on this floor by: demo, events, rounds.
"""
