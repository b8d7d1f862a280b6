"""The error codes of the model and its texts: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "M001": (
        "unknown name",
        "A name in a formula has no record.",
        "Correct it, or give it a record.",
    ),
    "M002": (
        "unknown function",
        "A function is not part of the equation language.",
        "Use one that is.",
    ),
    "M003": (
        "wrong arguments",
        "A function is called with arguments that it does not take.",
        "Give it the arguments named in the message.",
    ),
    "M004": (
        "not a formula",
        "The text does not follow the grammar of the equation language.",
        "Mend the formula at the caret.",
    ),
    "M005": (
        "determined twice",
        "Two equations have the same label.",
        "Keep one of the two.",
    ),
    "M006": (
        "no equation",
        "A variable is not marked exogenous and no equation determines it.",
        "Write its equation, or mark it exogenous: true.",
    ),
    "M007": (
        "exogenous but determined",
        "A variable is marked exogenous and has an equation.",
        "Remove the mark or the equation.",
    ),
    "M008": (
        "no record",
        "An equation determines a variable that the dictionary does not have.",
        "Add its record to economics/dictionary/variables.",
    ),
    "M009": (
        "units do not fit",
        "Two quantities with different units are added, compared or equated.",
        "Convert one of them, or correct the unit of the parameter between them.",
    ),
    "M010": (
        "lead",
        "A formula uses a value of the future; models are solved quarter by quarter.",
        "Write the expectation as a variable of its own, or a variant marked foresight.",
    ),
    "M011": (
        "left side cannot be solved",
        "The labelled variable cannot be isolated on the left side.",
        "Use x, log(x), dlog(x), d(x), logit(x), or x combined with terms that do not hold it.",
    ),
    "M012": (
        "unknown parameter",
        "A parameter is not part of the model.",
        "Correct the name.",
    ),
    "M013": (
        "unused parameter",
        "A parameter has a record but no equation uses it.",
        "Use or remove it.",
    ),
    "M014": (
        "value out of range",
        "A number contradicts its own record.",
        "Correct the value or the range.",
    ),
    "M015": (
        "unknown source",
        "A source key is not in references.bib.",
        "Add the entry, or write ours.",
    ),
    "M016": (
        "no shock record",
        "An equation with ~ has no record of the size of its shock.",
        "Add it to economics/calibration/shocks.yaml.",
    ),
    "M017": (
        "shock without use",
        "A shock has a record but nothing uses it.",
        "Remove it or use it.",
    ),
    "M018": (
        "faulty record",
        "A record lacks a field, or has a field of the wrong kind.",
        "Write the record as the others are written.",
    ),
    "M019": (
        "name taken",
        "The same name stands for two things.",
        "Rename one of them.",
    ),
    "M020": (
        "unknown switch",
        "A channel names a mechanism that has no record, or the reverse.",
        "Add the record to economics/dictionary/switches.yaml, or correct the name.",
    ),
    "M021": (
        "lag where none can be",
        "Only variables have lags.",
        "Remove the lag.",
    ),
    "M022": (
        "formula too large",
        "A formula has too many brackets inside one another, looks back too far, or is too long.",
        "Split it into several equations.",
    ),
    "M023": (
        "no sector",
        "A file of equations does not begin with its sector statement.",
        'Begin the file with sector "Name".',
    ),
    "M024": (
        "faulty variant",
        "A variant does not exist, or replaces an equation that is not there.",
        "Use the label of an equation of the model.",
    ),
    "M025": (
        "faulty correlation",
        "Correlations of shocks contradict each other or name no shock.",
        "Correct the pair or its size.",
    ),
    "M026": (
        "faulty distribution",
        "The distribution of the shocks is not described fully.",
        "Write {kind: student_t, df: 6, source: key} or {kind: normal, source: key}.",
    ),
    "M027": (
        "unknown sector",
        "A sector file of that name does not exist.",
        "Correct the name.",
    ),
    "M028": (
        "comparison in an equation",
        "Comparisons are not part of equations.",
        "Write step(a - b).",
    ),
    "M029": (
        "unknown series",
        "A measurement uses a series that the vintage does not have.",
        "Correct the name of the series.",
    ),
    "M030": (
        "measurement with a shock",
        "A measurement is written with ~.",
        "Write it with =.",
    ),
    "M031": (
        "not a label",
        "A label is not a variable name in square brackets.",
        "Write it as [cons_real].",
    ),
    "M032": (
        "shock of an equation used by name",
        "The shock of an equation with ~ is added by itself.",
        "Remove it from the formula.",
    ),
    "M033": (
        "no such record file",
        "A file or folder of the model's texts is missing.",
        "Restore it.",
    ),
    "M047": (
        "foresight where none can be",
        "A sector file is marked foresight; the model itself is solved quarter by quarter.",
        "Move the equation to a file under economics/equations/variants.",
    ),
    "M048": (
        "family not read",
        "A family of members, or an equation written once for all of them, is not as it should be.",
        "Write each firm: amzn, meta at the head, and {firm} in label and equation.",
    ),
}
