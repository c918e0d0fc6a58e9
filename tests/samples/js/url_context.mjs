// The built-in reader of pages; the text is found among what it left behind.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'Sum up what https://harbour.example.com/tides says.',
  tools: [{ type: 'url_context' }],
});
const text = interaction.outputs.find((output) => output.type === 'text');
if (text) console.log(text.text);
