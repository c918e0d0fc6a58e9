"""An interaction of the past, by the id in ``INTERACTION_ID``."""

import os

from google import genai

client = genai.Client()

earlier = client.interactions.get(os.environ["INTERACTION_ID"])
print(earlier)
