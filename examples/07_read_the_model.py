"""What makes the ten-year yield what it is, which numbers stand in it, and who says so?

Prints the equation of a variable with the record of each parameter, and then walks two steps back to what it
depends on. Any variable, parameter or shock works, and so do common names such as DGS10.
"""

import moneygood as mg

card = mg.show_variable("DGS10")

print(f"{card['name']}: {card['label']}, {card['unit']}")
print(f"{card['title']} ({', '.join(card['sources'])}; {card['place']})\n")
print(card["equation"], "\n")
for p in card["parameters"]:
    low, high = p["range"]
    print(f"  {p['name']} = {p['value']:g} {p['unit']}, {low:g} to {high:g}")
    print(f"    {p['method']}: {p['source']} {p['note']}")
print(f"  shock {card['shock']['name']}: standard deviation {card['shock']['sd']:g} a quarter")
print(f"  measured: {card['measurement']}")

print("\nIt depends on")
for name in card["depends_on"]:
    other = mg.show_variable(name)
    print(f"  {name}: {other['title'] or other['label']}")

print("\nand stands in the equations of", ", ".join(card["used_by"]))
size = mg.check_model()
print(f"\nThe whole model: {size['equations']} equations, of which {size['behavioural']} have a shock.")
