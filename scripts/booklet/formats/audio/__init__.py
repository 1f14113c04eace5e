"""Makes the book as sound: a file for each chapter, one file with chapter marks, or an audio book for DAISY players."""
