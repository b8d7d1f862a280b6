"""Why a variable differs."""
