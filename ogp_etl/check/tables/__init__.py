"""Tables that people bring: read whole or not at all, with every fault of a file."""
