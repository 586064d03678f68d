"""Pictures of offerings: taken in safely, kept in the database, served from here alone."""
