// The first sample of the page: one text in, one text out.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({ model: 'gemini-3-pro-preview', input: 'Tell me a joke about code reviews.' });
console.log(interaction.outputs[interaction.outputs.length - 1].text);
