"""SEN Support: one English text, made into a website and documents that every reader can use."""
