"""From an article to claims that can be tested: sentences, what they say of which figure, drafts of claims.

`prose` cuts a text into sentences, `language` holds the words of ``economics/claims/language``, `quantities`
and `periods` read numbers and times, `assertions` says what a clause asserts, `draft` writes it as a claim.
What is not understood is returned with its reason; nothing is guessed.
"""
