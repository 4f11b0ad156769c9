"""Names and numbers that no one has, through every flow: where do they turn up afterwards?"""
