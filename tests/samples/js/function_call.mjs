// A function of the client, called by the model and answered in a second turn.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const tideTool = {
  type: 'function',
  name: 'get_tide',
  description: 'Tells the state of the tide at a place.',
  parameters: {
    type: 'object',
    properties: { location: { type: 'string', description: 'A town by the sea, such as Brest' } },
    required: ['location'],
  },
};

let interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'How is the tide in Lisbon?',
  tools: [tideTool],
});
for (const output of interaction.outputs) {
  if (output.type === 'function_call') {
    console.log(`Call: ${output.name}(${JSON.stringify(output.arguments)})`);
    const result = `The tide at ${output.arguments.location} is high.`;
    interaction = await client.interactions.create({
      model: 'gemini-2.5-flash',
      previous_interaction_id: interaction.id,
      input: [{ type: 'function_result', name: output.name, call_id: output.id, result }],
    });
    console.log(`Answer: ${interaction.outputs[interaction.outputs.length - 1].text}`);
  }
}
