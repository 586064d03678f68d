"""What files and programs did to live listings without the office's review: for the office to see afterwards."""
