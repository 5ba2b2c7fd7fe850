"""Papers to print, read and hand out: board papers, strategy documents, feedback, handouts and questionnaires.

Imports of this floor: charts, data, overview. Imported on this floor by: events, slides.
"""
