"""What the pages, transcripts and files of sources say. Pure, apart from opening a file that is given."""
