// The answer piece by piece, and what it cost at the end.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const stream = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'Explain how tides come about.',
  stream: true,
});
for await (const event of stream) {
  if (event.event_type === 'content.delta') {
    if (event.delta.type === 'text' && 'text' in event.delta) {
      process.stdout.write(event.delta.text);
    } else if (event.delta.type === 'thought' && 'thought' in event.delta) {
      process.stdout.write(event.delta.thought);
    }
  } else if (event.event_type === 'interaction.complete') {
    console.log('\n\n*** The End ***');
    console.log(`Tokens: ${event.interaction.usage.total_tokens}`);
  }
}
