"""The archive in a DSpace repository (9.x), over its REST API; what a real server was seen to do is in docs/dspace.md."""
