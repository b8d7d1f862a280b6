"""The error codes of break-evens, branches, loops, scenario discovery and sensitivity, in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE, NOT_SOLVED

CODES: dict[str, tuple[str, str, str]] = {
    "A301": ("faulty question text", "A text under economics/targets, branches or loops lacks a field or has "
             "a wrong one.", "Write it like those that are shipped."),
    "A302": ("not a condition", "A condition does not compare two sides with <=, <, >= or >.",
             'Write it like "debt_ratio[2036Q4] <= 100".'),
    "A303": ("quarter outside the run", "A condition names a quarter that is neither history nor simulated.",
             "Choose a quarter of the run, or simulate more quarters."),
    "A304": ("value without a quarter", "A target names a variable without saying when.",
             "Write the quarter behind it: debt_ratio[2036Q4], or mean(debt_ratio[2035Q1..2036Q4])."),
    "A305": ("unknown target", "There is no target of that name, and the words are not a condition.",
             "Use a name that exists, a file, or a condition."),
    "A306": ("nothing to move", "A name is no lever, parameter or variable that can be moved.",
             "Correct the name."),
    "A307": ("range cannot be used", "The range of a lever is empty or leaves what its record admits.",
             "Choose a range inside the one in the message."),
    "A308": ("levers that clash", "Two levers move the same thing.", "Use another one."),
    "A309": ("not a share", "Odds are asked for a share that is not between 0 and 1.",
             "Write 0.8 for odds of 80 %."),
    "A310": ("condition without a value", "A condition has no value on the path: missing or not finite.",
             "Use variables that have figures in the quarters that it names."),
    "A320": ("unknown branch point", "There is no text of that name in economics/branches.",
             "Use a name that exists."),
    "A321": ("only one branch", "Every draw takes the same branch, so there is nothing to tell apart.",
             "Use more draws, or a less one-sided definition."),
    "A330": ("hope does not move", "The loop's impulse has no size, so its gain cannot be measured.",
             "Give the impulse a size other than zero."),
    "A340": ("nothing to discover", "The condition holds in too few draws, or in nearly all of them.",
             "Choose another threshold, or simulate more draws."),
    "A341": ("setting of the search out of range", "A share or number given to the search cannot be used.",
             "Use the range given in the message."),
    "A350": ("sample out of order", "The rows of a sample are not those that its indices are made from.",
             "Draw the sample anew and leave its rows in their order."),
    "A351": ("sample size cannot be used", "The number of samples or levels does not suit the method.",
             "Use the size given in the message."),
    "A352": ("samples that failed", "Runs of the sample failed, and the estimators need all of them.",
             "Narrow the ranges of the inputs, or leave the input out that breaks the run."),
    "A353": ("inputs that depend on each other", "Correlated inputs are given where the method needs "
             "independent ones.", "Put them into one group, or use the Sobol method without groups."),
    "A354": ("faulty group", "A group of inputs is empty, unknown, or holds an input twice.",
             "Name inputs of this analysis, each in one group."),
}  # fmt: skip

CATALOGUE.update(CODES)
NOT_SOLVED.add("A352")
