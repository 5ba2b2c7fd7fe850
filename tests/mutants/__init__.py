"""How strong the tests are: a seeded sample of faults is put into a copy of the product, and the tests must fail.

    make mutants SEED=1 NUMBER=200

Faults are made by cosmic-ray's operators and two of our own (`operators`), drawn alike from the five floors, and by
misspelling names in templates (`places`). For each, only the tests run that reach its line (`coverage_map`).
"""
