"""Who ranks and who generates: encoders, rankers, semantic IDs, the retriever, their training and metrics.

Knows item rows, their text vectors and past events. Knows nothing about dialogue, tools or language models.
"""

import os

# Read once, when torch loads: threads that wait for each other sleep instead of spinning. On a busy machine spinning
# made the training of a small network on four threads six times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
