"""Ways in which simulated people put their acts into words."""
