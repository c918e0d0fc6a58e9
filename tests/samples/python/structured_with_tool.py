"""An answer in the shape of a class, on the ground of a page."""

from typing import Literal

from google import genai
from pydantic import BaseModel, Field

client = genai.Client()


class Complaint(BaseModel):
    reason: str = Field(description="What went wrong.")
    urgency: Literal["today", "this week", "whenever"]


class Praise(BaseModel):
    summary: str = Field(description="What was liked, in a few words.")
    may_be_quoted: bool = Field(description="Whether the author agrees to be quoted.")


class Triage(BaseModel):
    verdict: Complaint | Praise


interaction = client.interactions.create(
    model="gemini-3-pro-preview",
    input="Sort this letter: 'The times on https://ferry.example.com/timetable are wrong.'",
    response_format=Triage.model_json_schema(),
    tools=[{"type": "url_context"}],
)
parsed = Triage.model_validate_json(interaction.outputs[-1].text)
print(parsed)
