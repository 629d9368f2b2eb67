"""One file for each version, the first after the others it follows."""
