"""The model beside published evidence."""
