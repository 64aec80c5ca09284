"""What the arrows say of bow, sight and arrows: offsets, sight marks, tuning. Pure, and silent where it cannot know."""
