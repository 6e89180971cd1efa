"""Packages of evidence and the repositories they are deposited in: a folder or an S3 bucket, behind the same few verbs."""
