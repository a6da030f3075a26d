"""What tests of imports share: a format whose deliveries are given by the test."""

import sys
import types
from pathlib import Path

import pytest

from stance.data.delivery import ReaderOptions
from stance.data.formats import READERS
from stance.data.imports.importing import ImportRequest, import_annotations


@pytest.fixture(scope="session")
def import_deliveries():
    """Return a function from deliveries and fields of the request to the report of their import."""

    def run(deliveries, **fields):
        module = types.ModuleType("deliveries_of_a_test")
        module.Options = ReaderOptions
        module.read = lambda paths, options: iter(deliveries)
        request = ImportRequest(**{"format": "test", "paths": [Path(__file__)], **fields})
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, module.__name__, module)
            patch.setitem(READERS, "test", module.__name__)
            return import_annotations(request)

    return run


@pytest.fixture
def run_import(import_deliveries, tmp_path):
    """Return the same for deliveries one by one, into the folder `out` of the test."""
    return lambda *deliveries, out=tmp_path / "out", **fields: import_deliveries(
        deliveries, out=out, **fields
    )
