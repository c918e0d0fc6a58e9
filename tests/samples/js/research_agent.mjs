// An agent in the background, asked for its status until it is done.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const started = await client.interactions.create({
  input: 'Research the history of lighthouses.',
  agent: 'deep-research-pro-preview-12-2025',
  background: true,
});
console.log(`Started: ${started.id}`);

while (true) {
  const interaction = await client.interactions.get(started.id);
  console.log(`Status: ${interaction.status}`);
  if (interaction.status === 'completed') {
    console.log('\nReport:\n', interaction.outputs[interaction.outputs.length - 1].text);
    break;
  }
  if (['failed', 'cancelled'].includes(interaction.status)) {
    console.log(`Ended as ${interaction.status}`);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 1000 * process.env.POLL_SECONDS));
}
