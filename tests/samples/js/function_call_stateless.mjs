// A function call whose history is kept by the client: what the model said goes back as it came.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const functions = [
  {
    type: 'function',
    name: 'book_boat',
    description: 'Books a boat for a group at a day and time.',
    parameters: {
      type: 'object',
      properties: {
        passengers: { type: 'array', items: { type: 'string' } },
        date: { type: 'string', description: 'The day (e.g., 2026-03-09)' },
        time: { type: 'string', description: 'The hour (e.g., 14:30)' },
        topic: { type: 'string', description: 'What the trip is about.' },
      },
      required: ['passengers', 'date', 'time', 'topic'],
    },
  },
];
const asked = 'Book a boat for 2026-05-17 at 9 am with Marta and Joris about the Harbour Survey.';
const history = [{ role: 'user', content: [{ type: 'text', text: asked }] }];

const interaction = await client.interactions.create({ model: 'gemini-2.5-flash', input: history, tools: functions });
history.push({ role: 'model', content: interaction.outputs });

for (const output of interaction.outputs) {
  if (output.type === 'function_call') {
    console.log(`Call: ${output.name} with ${JSON.stringify(output.arguments)}`);
    const answer = { type: 'function_result', name: output.name, call_id: output.id, result: 'The boat is booked.' };
    history.push({ role: 'user', content: [answer] });
    const second = await client.interactions.create({ model: 'gemini-2.5-flash', input: history });
    console.log(`Answer: ${second.outputs[second.outputs.length - 1].text}`);
  }
}
