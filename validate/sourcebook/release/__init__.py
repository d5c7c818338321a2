"""The release: what changed between two versions, the version that it asks for, publishing it."""
