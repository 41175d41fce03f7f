"""What is said: every template in Chinese and English, one module for each part of the product."""
