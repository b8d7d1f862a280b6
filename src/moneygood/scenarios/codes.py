"""The error codes of scenarios: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "S001": (
        "not a scenario",
        "The file does not hold one mapping of fields.",
        "Write fields such as title:, question:, paths: and shocks:.",
    ),
    "S002": (
        "unknown field",
        "A field is not part of the scenario language.",
        "Use the field that is meant.",
    ),
    "S003": (
        "missing field",
        "A field that every entry of this kind has is not there.",
        "Add the field.",
    ),
    "S004": (
        "wrong kind of value",
        "A field holds a text where a number is needed, or the like.",
        "Write the kind of value that the message names.",
    ),
    "S005": (
        "unknown scenario",
        "There is neither a shipped scenario nor a file of that name.",
        "Use a name that `moneygood scenario list` shows, or the path of a file.",
    ),
    "S006": (
        "unknown variable",
        "A path is held for a variable that the model does not have.",
        "Use a name of the model's dictionary.",
    ),
    "S007": (
        "looks like another unit",
        "A number is a hundred times, or a thousandth, of what its unit makes likely.",
        "Write the number in the unit that the message names, or name the unit beside it.",
    ),
    "S008": (
        "unit does not fit",
        "The unit beside a number is not the unit of the variable.",
        "Convert the number to the unit that the message names.",
    ),
    "S009": (
        "number out of range",
        "A number lies outside the range of its record.",
        "Stay inside the range that the message names.",
    ),
    "S010": (
        "period outside the simulation",
        "A period lies before the first or after the last simulated quarter.",
        "Choose quarters inside the span that the message names.",
    ),
    "S011": (
        "unknown lever",
        "There is no lever of that name.",
        "Use a lever of economics/dictionary/levers.yaml.",
    ),
    "S012": (
        "unknown parameter",
        "The model has no parameter of that name.",
        "Correct the name.",
    ),
    "S013": (
        "unknown shock",
        "The model has no shock of that name.",
        "Correct the name.",
    ),
    "S014": (
        "unknown switch",
        "The model has no mechanism of that name.",
        "Correct the name.",
    ),
    "S015": (
        "unknown variant",
        "There is no variant of that name.",
        "Use a name of economics/equations/variants.",
    ),
    "S016": (
        "over-determined plan",
        "One variable is held twice in a quarter, or one shock has to absorb two paths.",
        "Remove one of the two, or let another shock absorb it.",
    ),
    "S017": (
        "nothing absorbs the path",
        "A held variable has no shock of its own and none is named.",
        "Name a shock or judgement under absorbed_by.",
    ),
    "S018": (
        "scenario extends itself",
        "The chain of extends comes back to where it began.",
        "Extend baseline, or another scenario.",
    ),
    "S019": (
        "wrong number of values",
        "A list of values does not have one value per quarter.",
        "Write one value for every quarter of periods.",
    ),
    "S020": (
        "not one size",
        "An entry needs exactly one of several fields that say how large it is.",
        "Keep one of the fields that the message names.",
    ),
    "S021": (
        "faulty lever record",
        "A record in levers.yaml lacks a field or holds a wrong one.",
        "Mend the record that the message names.",
    ),
    "S022": (
        "faulty policy table",
        "A table of policy inputs has a row that cannot be read.",
        "Mend the row that the message names.",
    ),
    "S023": (
        "baseline cannot be changed so",
        "The baseline holds something that only other scenarios may hold.",
        "Write it into a scenario that extends baseline.",
    ),
    "S024": (
        "supervisors' table not read",
        "A scenario table in the supervisors' form has a gap, a text in a cell, an unknown column or "
        "date, or cannot be held as asked.",
        "Mend the line and column that are named.",
    ),
    "S025": (
        "faulty record of the supervisors' table",
        "A record in supervisors.yaml lacks a field or holds a wrong one.",
        "Mend the record that the message names.",
    ),
    "S040": (
        "not a band",
        "A band needs a low and a high value, of which one may be null.",
        "Write between: [low, high].",
    ),
    "S041": (
        "shock cannot serve a band",
        "A band is kept by normal shocks with a standard deviation, and only for variables of an equation.",
        "Name normal shocks under absorbed_by.",
    ),
    "S045": (
        "table of values not read",
        "A table named in the place of numbers lacks a column, a quarter or a number, or cannot be read.",
        "Write quarters in the first column and names in the first row, and mend the cell that is named.",
    ),
    "S046": (
        "unknown system, risk or claim",
        "A scenario names a system, a risk or a claim that there is none of.",
        "Use a name of dictionary/systems.yaml, of a file in risks, or of a claim in claims.",
    ),
    "S047": (
        "option of a new scenario not read",
        "What is said of a lever, path or shock of a new scenario is not of the form that the option takes.",
        "Write it like the example in the message.",
    ),
    "S048": (
        "new scenario not written",
        "The file is there already, or the options do not go together.",
        "Do what the message says.",
    ),
    "S042": (
        "known too late",
        "Something becomes known after it has begun.",
        "Let known be a quarter up to the first of periods.",
    ),
    "S043": (
        "nothing to invert",
        "An inversion needs a scenario that holds a variable on a path or in a band.",
        "Write an entry under paths.",
    ),
    "S044": (
        "nothing looks ahead",
        "None of the variants of the scenario uses values of the future.",
        "Name a variant whose file is marked foresight.",
    ),
}
