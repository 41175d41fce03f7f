"""What a whole file is refused for; what a single cell is refused for stands in `cells`."""

from aftersales.kernel.errors import Refusal


class SheetTooLarge(Refusal):
    """The upload is larger than an import may be."""

    code = "sheet_too_large"
    status = 413
    zh = "文件超过 {limit} 字节的上限，请拆分后上传。"
    en = "The file is larger than {limit} bytes; split it and upload the parts."


class SheetTooManyRows(Refusal):
    """More rows than one import takes."""

    code = "sheet_too_many_rows"
    zh = "数据超过 {limit} 行，请拆分后上传。"
    en = "The sheet has more than {limit} rows; split it and upload the parts."


class SheetTooManyColumns(Refusal):
    """A value stands further to the right than any sheet of ours reaches."""

    code = "sheet_too_many_columns"
    zh = "第 {row} 行的内容超过 {limit} 列。"
    en = "Row {row} reaches beyond {limit} columns."


class SheetEmpty(Refusal):
    """Nothing to read: no heading row, or no row below it."""

    code = "sheet_empty"
    zh = "表格没有数据：第一行须为表头，其下至少有一行数据。"
    en = "The sheet is empty: row 1 must hold the headings and at least one row must follow."


class SheetFormatUnknown(Refusal):
    """Neither an XLSX workbook nor a text table, whatever its name says."""

    code = "sheet_format_unknown"
    status = 415
    zh = "文件不是 XLSX 工作簿，也不是 CSV 文本。"
    en = "The file is neither an XLSX workbook nor CSV text."


class SheetEncryptedOrLegacy(Refusal):
    """An OLE container: the old XLS, or a workbook under a password."""

    code = "sheet_encrypted_or_legacy"
    status = 415
    zh = "文件为旧版 XLS 或设有密码，请另存为不加密的 XLSX。"
    en = "The file is an old XLS or has a password; save it as XLSX without one."


class SheetHasMacros(Refusal):
    """A workbook that carries macros or embedded objects is not opened."""

    code = "sheet_has_macros"
    zh = "工作簿含有宏或嵌入对象，请另存为普通 XLSX。"
    en = "The workbook carries macros or embedded objects; save it as a plain XLSX."


class SheetUnsafe(Refusal):
    """The container is built to harm its reader: bomb, traversal, nested archive or document type."""

    code = "sheet_unsafe"
    zh = "文件结构不安全：{reason_zh}。"
    en = "The file is not safe to open: {reason}."


class SheetDamaged(Refusal):
    """The file claims a format that it does not keep."""

    code = "sheet_damaged"
    zh = "文件已损坏或不完整：{place}。"
    en = "The file is damaged or incomplete: {place}."


class SheetEncodingUnknown(Refusal):
    """Text in an encoding that we do not guess."""

    code = "sheet_encoding_unknown"
    status = 415
    zh = "文本编码无法识别，请使用 UTF-8 或 GB18030（GBK）。"
    en = "The text encoding is unknown; use UTF-8 or GB18030 (GBK)."


class HeadingUnknown(Refusal):
    """One or more headings that this import does not know."""

    code = "heading_unknown"
    zh = "无法识别的表头：{headings}。可用表头：{known_zh}。"
    en = "Unknown headings: {headings}. Known headings: {known}."


class HeadingDuplicate(Refusal):
    """Two headings that mean the same column."""

    code = "heading_duplicate"
    zh = "表头重复：{headings}。"
    en = "Duplicate headings: {headings}."


class HeadingMissing(Refusal):
    """A column that every row needs has no heading."""

    code = "heading_missing"
    zh = "缺少必需的表头：{headings_zh}。"
    en = "Required headings are missing: {headings}."
