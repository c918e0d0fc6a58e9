// Two turns, of which the service keeps the first.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const hello = await client.interactions.create({ model: 'gemini-2.5-flash', input: 'Hello, my name is Ines.' });
console.log(`Answer: ${hello.outputs[hello.outputs.length - 1].text}`);

const question = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'Do you remember my name?',
  previous_interaction_id: hello.id,
});
console.log(`Answer: ${question.outputs[question.outputs.length - 1].text}`);
