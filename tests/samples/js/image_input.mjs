// A picture beside a question.
import { GoogleGenAI } from '@google/genai';
import * as fs from 'node:fs';

const client = new GoogleGenAI({});

const data = fs.readFileSync('harbour.png', { encoding: 'base64' });
const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: [
    { type: 'text', text: 'What can be seen here?' },
    { type: 'image', data, mime_type: 'image/png' },
  ],
});
console.log(interaction.outputs[interaction.outputs.length - 1].text);
