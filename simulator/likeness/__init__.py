"""Are simulated people like people? Figures of both, distances between them, and traits fitted to dialogues."""
