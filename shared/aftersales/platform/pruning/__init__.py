"""What has served its purpose goes in batches; facts, ledgers and papers never do."""
