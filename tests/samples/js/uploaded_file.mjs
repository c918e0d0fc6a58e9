// A picture that is uploaded first; it comes from the address in PICTURE_URL.
import { GoogleGenAI } from '@google/genai';
import * as fs from 'node:fs';
import fetch from 'node-fetch';

const client = new GoogleGenAI({});

const url = process.env.PICTURE_URL;
const response = await fetch(url);
fs.writeFileSync('gulls.jpg', Buffer.from(await response.arrayBuffer()));

const uploaded = await client.files.upload({ file: 'gulls.jpg', config: { mimeType: 'image/jpeg' } });
while ((await client.files.get({ name: uploaded.name })).state !== 'ACTIVE') {
  await new Promise((resolve) => setTimeout(resolve, 1000 * process.env.POLL_SECONDS));
}

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: [
    { type: 'image', uri: uploaded.uri },
    { type: 'text', text: 'What can be seen here?' },
  ],
});
for (const output of interaction.outputs) {
  if (output.type === 'text') console.log(output.text);
}
