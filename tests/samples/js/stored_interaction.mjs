// An interaction of the past, by the id in INTERACTION_ID.
import { GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({});

const earlier = await client.interactions.get(process.env.INTERACTION_ID);
console.log(earlier);
