// Drives @google/genai, any version from 1.33.0 on: `node google_genai.mjs [DIR [PACKAGE]]`, where DIR is the project
// that has it in its node_modules (by default the working directory) and PACKAGE the name under which it is there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Application, DOES } from './application.mjs';
import { speak } from './lines.mjs';

const [project = '.', name = '@google/genai'] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8'));
const [major, minor] = version.split('.').map(Number);
const isAtLeast = (wanted, then = 0) => major > wanted || (major === wanted && minor >= then);
const hasSteps = isAtLeast(2);
const revisions = { '2026-11-16': isAtLeast(3), '2026-05-20': isAtLeast(2), '2026-05-07': isAtLeast(1, 46), '2025-12-11': true };

// The most talkative that each generation of the SDK can be.
Object.assign(process.env, { GEMINI_NEXT_GEN_API_LOG: 'debug', GOOGLE_GENAI_DEBUG: '1' });
const { GoogleGenAI } = createRequire(resolve(project, 'package.json'))(name);

const play = (scenario) => {
  const ai = new GoogleGenAI({ apiKey: scenario.api_key, httpOptions: { baseUrl: scenario.base_url } });
  // Retrieving had no include_input before 1.39.
  return new Application(ai.interactions, hasSteps, { queryOfGet: !isAtLeast(1, 39) }).play(scenario);
};

await speak(
  {
    name: '@google/genai',
    version,
    language: 'javascript',
    runtime: `Node.js ${process.versions.node}`,
    does: DOES,
    except: {},
    concurrency: 8,
    revisions: [Object.keys(revisions).find((revision) => revisions[revision])],
  },
  play,
);
