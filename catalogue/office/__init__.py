"""The learning-city office: who may be listed, what may appear, what is wrong."""
