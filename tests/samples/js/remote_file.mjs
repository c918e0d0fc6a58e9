// A picture by its address.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: [
    { type: 'image', uri: 'https://pictures.example.com/gulls.jpg' },
    { type: 'text', text: 'What can be seen here?' },
  ],
});
for (const output of interaction.outputs) {
  if (output.type === 'text') console.log(output.text);
}
