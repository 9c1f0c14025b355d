"""What happened when: dated facts of an actor, an organisation or a search, each no more precisely than it is known.

What belongs here: finding moments, grouping them by year, month or day, counting them, telling them. What does not:
what a reader sees of it (`pages.timeline`).
"""
