"""From votes to gold, with a trail for every decision."""
