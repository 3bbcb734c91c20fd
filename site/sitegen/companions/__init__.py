"""The glossary and the guide: pages that belong to the course as a whole, and to no single lesson."""
