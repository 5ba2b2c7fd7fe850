"""Results in ink: a figure, its table and its sentence from one call."""
