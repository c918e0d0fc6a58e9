// An answer in the shape of a schema, on the ground of a search, and the first output for it.
import { GoogleGenAI } from '@google/genai';
import { z } from 'zod';

const client = new GoogleGenAI({});

const match = z.object({ winner: z.string(), result: z.string() });

const interaction = await client.interactions.create({
  model: 'gemini-3-pro-preview',
  input: 'How did the last European football final end?',
  tools: [{ type: 'google_search' }],
  response_format: z.toJSONSchema(match),
});
console.log(interaction.outputs[0].text);
