"""Views of an analysis: the HTML report, the terminal view and the flat rows both are filled from."""
