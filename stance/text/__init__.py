"""From delivered bytes to a cleaned document with units, tokens and quotations."""
