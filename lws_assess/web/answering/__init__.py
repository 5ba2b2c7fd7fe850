"""Answering: links, questionnaires page by page, practice, and answers that came on paper.

Imports of this floor: results. Imported on this floor by: events, start.
"""
