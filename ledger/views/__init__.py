"""Pages of the project itself: login, inspections, errors, health."""
