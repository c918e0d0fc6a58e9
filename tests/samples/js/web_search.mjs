// The built-in search; the text is found among what the search left behind.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'Which team won the last Super Bowl?',
  tools: [{ type: 'google_search' }],
});
const text = interaction.outputs.find((output) => output.type === 'text');
if (text) console.log(text.text);
