// A string as the input.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({ model: 'gemini-2.5-flash', input: 'What is the capital of Portugal?' });
console.log(interaction.outputs[interaction.outputs.length - 1].text);
