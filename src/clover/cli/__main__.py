"""``python -m clover.cli``, the same as ``clover``."""

from clover.cli._main import main

if __name__ == "__main__":
    main()
