// The built-in interpreter.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'Work out the 30th Fibonacci number.',
  tools: [{ type: 'code_execution' }],
});
console.log(interaction.outputs[interaction.outputs.length - 1].text);
