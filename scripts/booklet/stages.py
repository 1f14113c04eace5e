"""The four stages of the graduated approach, in order."""

STAGES = ("assess", "plan", "do", "review")
