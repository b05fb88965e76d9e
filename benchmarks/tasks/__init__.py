"""What an assistant does with notes in a day: twenty tasks, the calls they take and the bytes that go in and out."""
