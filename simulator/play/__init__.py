"""A person in the place of the simulated one, or in that of the agent."""
