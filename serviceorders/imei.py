"""The check digit of an IMEI (ISO/IEC 7812-1, annex B)."""


def has_valid_check_digit(digits):
    """Whether the last of the digits is what the Luhn formula makes of the others."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1])]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
