"""Files that people write in YAML: read with the line of every value, and every fault told with its line."""
