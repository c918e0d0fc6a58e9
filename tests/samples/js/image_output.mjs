// A picture as the answer, kept in a file.
import { GoogleGenAI } from '@google/genai';
import * as fs from 'node:fs';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({
  model: 'gemini-3-pro-image-preview',
  input: 'Draw a lighthouse at dusk.',
  response_modalities: ['IMAGE'],
});
for (const output of interaction.outputs) {
  if (output.type === 'image') {
    console.log(`A picture of type ${output.mime_type}`);
    fs.writeFileSync('lighthouse.png', Buffer.from(output.data, 'base64'));
  }
}
