"""The command line: one command per task, each calling one public function."""
