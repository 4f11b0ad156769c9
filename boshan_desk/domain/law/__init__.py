"""What the law says, as dated data: limits, causes with their articles, amounts, papers."""
