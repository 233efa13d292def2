"""Records as flat rows, in which they leave a casebook and come back: written and read by one."""

from tawthiq.records.flat.cells import cell_of, join_pieces, pieces_of, text_of
from tawthiq.records.flat.columns import KIND, Column, columns_of
from tawthiq.records.flat.disclosing import disclosed, is_disclosable, is_within, references_in
from tawthiq.records.flat.manifest import MANIFEST_NAME, KindCount, Manifest
from tawthiq.records.flat.row import row_of, values_of
from tawthiq.records.flat.shape import Form, Part, Scalar, shape_of
from tawthiq.records.flat.typed import read_scalar, written_scalar

__all__ = [
    "KIND",
    "MANIFEST_NAME",
    "Column",
    "Form",
    "KindCount",
    "Manifest",
    "Part",
    "Scalar",
    "cell_of",
    "columns_of",
    "disclosed",
    "is_disclosable",
    "is_within",
    "join_pieces",
    "pieces_of",
    "read_scalar",
    "references_in",
    "row_of",
    "shape_of",
    "text_of",
    "values_of",
    "written_scalar",
]
