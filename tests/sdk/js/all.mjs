// All tests in one process, which spares them the start of one for each file.
import { readdirSync } from 'node:fs';

const here = new URL('.', import.meta.url);
for (const file of readdirSync(here).filter((name) => name.endsWith('.test.mjs'))) await import(new URL(file, here));
