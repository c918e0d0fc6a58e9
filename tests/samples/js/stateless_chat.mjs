// Two turns, of which the client keeps the first.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const history = [{ role: 'user', content: 'Name the three largest cities of Japan.' }];
const listed = await client.interactions.create({ model: 'gemini-2.5-flash', input: history });
console.log(`Answer: ${listed.outputs[listed.outputs.length - 1].text}`);

history.push({ role: 'model', content: listed.outputs });
history.push({ role: 'user', content: 'And the best known landmark of the third one?' });
const landmark = await client.interactions.create({ model: 'gemini-2.5-flash', input: history });
console.log(`Answer: ${landmark.outputs[landmark.outputs.length - 1].text}`);
