"""Files of others, read with bounds: they may be damaged, huge or made to do harm."""

from tawthiq.intake.files.headed import Headed, Row, read_header
from tawthiq.intake.files.line import Line, Mark, Sheet, SheetFile
from tawthiq.intake.files.rejects import SheetRejects
from tawthiq.intake.files.sheets import open_sheets

__all__ = [
    "Headed",
    "Line",
    "Mark",
    "Row",
    "Sheet",
    "SheetFile",
    "SheetRejects",
    "open_sheets",
    "read_header",
]
