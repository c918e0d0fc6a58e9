// An answer in the shape of a schema, and the first output for it.
import { GoogleGenAI } from '@google/genai';
import { z } from 'zod';

const client = new GoogleGenAI({});

const triage = z.object({
  verdict: z.union([
    z.object({
      reason: z.string().describe('What went wrong.'),
      urgency: z.enum(['today', 'this week', 'whenever']).describe('When somebody should answer.'),
    }).describe('A complaint.'),
    z.object({
      summary: z.string().describe('What was liked, in a few words.'),
      may_be_quoted: z.boolean().describe('Whether the author agrees to be quoted.'),
    }).describe('Praise.'),
  ]),
});

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: "Sort this letter: 'The ferry left ten minutes early and I missed my train.'",
  response_format: z.toJSONSchema(triage),
});
console.log(interaction.outputs[0].text);
