"""The error codes of surfaces: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "U010": (
        "no such question",
        "The web does not ask this question: there is none of that name, or it takes too long for a server.",
        "Look at /api/v1/questions, or use the command line.",
    ),
    "U011": (
        "not taken over the web",
        "A value has another form than the field, or names a file; a server reads no files for its readers.",
        "Send what the API's page says.",
    ),
    "U012": (
        "over a limit",
        "What was asked is larger than this server allows.",
        "Ask for less, or run your own server or command line.",
    ),
    "U013": ("no such form", "The answer has no such table, or a library is missing.", "Ask for another."),
    "U014": ("something broke", "A fault of the program.", "Report what you asked."),
    "U015": ("too many questions", "The server works on as much as it can.", "Ask again in a few seconds."),
    "U016": ("no such job", "The job was forgotten, or the server was restarted.", "Ask the question again."),
    "U017": (
        "the server cannot be started so",
        "A library is missing, or readers of other machines would come in without a token.",
        "Do what the message says.",
    ),
    "U020": ("wrong host", "The server was called by a name that is not its own.", "Use its own address."),
    "U021": ("wrong origin", "A page of another site sent the request.", "Send it from the server's pages."),
    "U022": ("no token", "The server wants a bearer token.", "Send Authorization: Bearer … with it."),
    "U002": (
        "not offline",
        "With --offline something wanted to reach another machine.",
        "Leave --offline out, or what reaches out (such as --cluster tcp://…).",
    ),
}
