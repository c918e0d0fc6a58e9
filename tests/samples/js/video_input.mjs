// A clip beside a question.
import { GoogleGenAI } from '@google/genai';
import * as fs from 'node:fs';

const client = new GoogleGenAI({});

const data = fs.readFileSync('arrival.mp4', { encoding: 'base64' });
console.log('Watching ...');
const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: [
    { type: 'text', text: 'What happens in this clip, and when?' },
    { type: 'video', data, mime_type: 'video/mp4' },
  ],
});
console.log(interaction.outputs[interaction.outputs.length - 1].text);
