"""Pages: findings and evidence for people, in both languages."""
