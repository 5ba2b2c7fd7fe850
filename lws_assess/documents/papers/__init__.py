"""Papers to print, read and hand out: board papers, strategy documents, feedback, handouts and questionnaires.

Events may import from here; this wing imports charts, data and the floor itself.
"""
