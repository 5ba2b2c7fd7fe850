"""Answering: links, questionnaires page by page, practice, and answers that came on paper.

Events may import from here; this wing imports results, upkeep and the floor itself.
"""
