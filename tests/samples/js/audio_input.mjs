// A recording beside a question.
import { GoogleGenAI } from '@google/genai';
import * as fs from 'node:fs';

const client = new GoogleGenAI({});

const data = fs.readFileSync('greeting.wav', { encoding: 'base64' });
const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: [
    { type: 'text', text: 'What is said in this recording?' },
    { type: 'audio', data, mime_type: 'audio/wav' },
  ],
});
console.log(interaction.outputs[interaction.outputs.length - 1].text);
