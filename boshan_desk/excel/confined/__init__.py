"""The child process: limits on itself, what it is asked, what it says."""
