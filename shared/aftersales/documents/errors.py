"""What documents refuse."""

from aftersales.kernel.errors import Refusal


class DocumentNotReady(Refusal):
    """The paper has not been set yet, or could not be."""

    code = "document_not_ready"
    status = 409
    zh = "单据尚未生成（状态“{state}”），请稍后再试。"
    en = "The document has no file yet; its state is {state}. Try again shortly."
