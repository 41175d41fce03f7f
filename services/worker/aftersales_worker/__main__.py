"""The door of `aftersales-worker`: processes that a worker starts to decide beside it pass it too, and load no more."""


def main() -> None:
    """Load the worker and run it."""
    from aftersales_worker.main import main as serve  # noqa: PLC0415 - a process that only decides does without it

    serve()


if __name__ == "__main__":
    main()
