// Settings of the model: temperature, length, thinking.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'Tell me a story about a patient lighthouse keeper.',
  generation_config: { temperature: 0.7, max_output_tokens: 500, thinking_level: 'low' },
});
console.log(interaction.outputs[interaction.outputs.length - 1].text);
