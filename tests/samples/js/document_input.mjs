// A document beside a question, and the first output for the answer.
import { GoogleGenAI } from '@google/genai';
import * as fs from 'node:fs';

const client = new GoogleGenAI({});

const data = fs.readFileSync('report.pdf', { encoding: 'base64' });
const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: [
    { type: 'text', text: 'What is this report about?' },
    { type: 'document', data, mime_type: 'application/pdf' },
  ],
});
console.log(interaction.outputs[0].text);
