"""Packages of evidence and the repositories they go to: a folder, an S3 bucket or a DSpace, behind the same few verbs."""
