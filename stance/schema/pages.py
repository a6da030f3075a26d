"""How pages are made from templates: everything is escaped, nothing is undefined in silence."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def page_environment(package: str) -> Environment:
    """Return the environment for the templates of a package; values are escaped for HTML.

    Args:
        package: dotted name; its templates are in the folder `templates`.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
