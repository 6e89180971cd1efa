"""The rows that a question is judged by, and which of very many suffice."""
