"""An offering put into words for pages: its page, and the parts that cards, lists and sheets show of it too."""
