"""The project's Markdown: blocks, facts, pictures, quotations, the diagram, and translation block by block."""

from booklet.markdown.extension import BookletMarkdown, PageState

__all__ = ["BookletMarkdown", "PageState"]
