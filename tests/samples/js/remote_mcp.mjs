// A tool on somebody's MCP server, which the service calls by itself.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const tideServer = { type: 'mcp_server', name: 'tide_service', url: 'https://mcp.example.com/tides' };

const interaction = await client.interactions.create({
  model: 'gemini-2.5-flash',
  input: 'What does the tide look like in Porto today?',
  tools: [tideServer],
});
console.log(interaction.outputs[interaction.outputs.length - 1].text);
