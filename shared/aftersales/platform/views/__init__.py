"""Views of a page that people keep under a name: its filters and columns, for themselves or for their organisation."""
