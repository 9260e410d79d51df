"""What the site keeps: topics, questions, experts, answers and their revisions."""
